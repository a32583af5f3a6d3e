// Base64 (RFC 4648 section 4), for Basic credentials and for icons.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace xcapd {

/// RETURNS nothing when `text` is not padded base64: white space, for one, is not.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace xcapd
