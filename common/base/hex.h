// Lower-case hexadecimal, as digests, entity tags and nonces carry it.
#pragma once

#include <string>
#include <string_view>

namespace xcapd {

std::string to_hex(std::string_view bytes);

/// Value of one hexadecimal digit of either case, or -1.
constexpr int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace xcapd
