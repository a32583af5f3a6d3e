// Whose a document is, in words for the operator.
#pragma once

#include <string>

#include "store/store.h"
#include "uri/user_id.h"

namespace xcapd::admin {

/// user@domain or tel:NUMBER, or "global".
inline std::string owner_of(const DocumentKey& key) {
    const auto user = UserId::of_row(key.username, key.domain);
    return user.empty() ? "global" : user.to_string();
}

}  // namespace xcapd::admin
