// Whose URI a service cannot have (RFC 4826 4.4.5: it must not be that of a resource which exists).
#pragma once

#include <string_view>

#include "store/store.h"
#include "uri/user_id.h"

namespace xcapd {

/// Whether this is the URI of a user: of `owner`, who may have no account here, or of an account.
/// THROWS StoreError.
bool names_user(std::string_view uri, const UserId& owner, Store& store);

}  // namespace xcapd
