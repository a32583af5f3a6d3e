// UTF-8 by RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace xcapd {

bool is_utf8(std::string_view bytes);

/// Number of code points. REQUIRES: is_utf8(text).
std::size_t utf8_length(std::string_view text);

/// The longest prefix of at most `size` bytes that is UTF-8.
std::string_view utf8_prefix(std::string_view bytes, std::size_t size);

/// The code point at the start of `text` and its length in bytes; {0, 0} where there is none.
struct CodePoint {
    std::uint32_t value = 0;
    std::size_t length = 0;
};
CodePoint utf8_first(std::string_view text);

/// Appends a code point. REQUIRES: a Unicode scalar value.
void utf8_append(std::string& out, std::uint32_t code_point);

}  // namespace xcapd
