// Base64 (RFC 4648 section 4), for Basic credentials.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace xcapd {

/// RETURNS nothing when `text` is not padded base64.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace xcapd
