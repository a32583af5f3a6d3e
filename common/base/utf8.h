// UTF-8 by RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <string_view>

namespace xcapd {

bool is_utf8(std::string_view bytes);

/// Number of code points. REQUIRES: is_utf8(text).
std::size_t utf8_length(std::string_view text);

}  // namespace xcapd
