// The quoted-string of RFC 9110 5.6.4, for values that come from elsewhere.
#pragma once

#include <string>
#include <string_view>

namespace xcapd::http {

inline std::string quoted_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    out += '"';
    return out;
}

}  // namespace xcapd::http
