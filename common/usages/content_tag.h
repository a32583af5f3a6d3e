// The entity tag of a document that is not stored: computed, or the default of a usage.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/crypto.h"
#include "store/store.h"

namespace xcapd {

/// The same for the same bytes, on whatever host; as long as the tag of a stored document.
inline std::string content_tag(std::string_view bytes) {
    return crypto::hex_digest(crypto::Hash::sha256, bytes).substr(0, 32);
}

inline StoredDocument tagged(std::string bytes) {
    auto etag = content_tag(bytes);
    return {std::move(bytes), std::move(etag)};
}

}  // namespace xcapd
