#include "base/percent.h"

#include "base/ascii.h"
#include "base/hex.h"

namespace xcapd {

std::optional<std::string> percent_decode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const int high = hex_value(text[i + 1]);
        const int low = hex_value(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

namespace {

std::string percent_encode(std::string_view text, std::string_view unescaped) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if (ascii::is_alpha(c) || ascii::is_digit(c) || unescaped.find(c) != unescaped.npos) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

}  // namespace

std::string percent_encode_segment(std::string_view text) {
    return percent_encode(text, "-._~!$&'()*+,;=:@");
}

std::string percent_encode_path(std::string_view text) {
    return percent_encode(text, "-._~!$&'()*+,;=:@/");
}

}  // namespace xcapd
