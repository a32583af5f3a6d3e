#include "base/percent.h"

#include <array>

#include "base/ascii.h"
#include "base/hex.h"

namespace xcapd {

std::optional<std::string> percent_decode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (;;) {
        const auto escape = text.find('%');
        out += text.substr(0, escape);
        if (escape == text.npos) return out;
        text.remove_prefix(escape);
        if (text.size() < 3) return std::nullopt;
        const int high = hex_value(text[1]);
        const int low = hex_value(text[2]);
        if (high < 0 || low < 0) return std::nullopt;
        out += static_cast<char>(high * 16 + low);
        text.remove_prefix(3);
    }
}

std::optional<std::string> percent_normalize(std::string_view text) {
    static constexpr std::string_view kept = ";/?:@&=+$,%";
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const auto escape = text.substr(i, 3);
        const auto decoded = percent_decode(escape);
        if (!decoded) return std::nullopt;
        i += 2;
        const char c = decoded->front();
        const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
        if (is_control || kept.find(c) != kept.npos) {
            out += ascii::upper(escape);
        } else {
            out += c;
        }
    }
    return out;
}

namespace {

using ByteSet = std::array<bool, 256>;

// Letters, digits and `others`.
constexpr ByteSet unescaped_with(std::string_view others) {
    ByteSet set = {};
    for (int byte = 0; byte < 128; ++byte) {
        const char c = static_cast<char>(byte);
        set[static_cast<std::size_t>(byte)] =
            ascii::is_alpha(c) || ascii::is_digit(c) || others.find(c) != others.npos;
    }
    return set;
}

constexpr ByteSet of_segments = unescaped_with("-._~!$&'()*+,;=:@");
constexpr ByteSet of_paths = unescaped_with("-._~!$&'()*+,;=:@/");

std::string percent_encode(std::string_view text, const ByteSet& unescaped) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (unescaped[byte]) {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

}  // namespace

std::string percent_encode_segment(std::string_view text) {
    return percent_encode(text, of_segments);
}

std::string percent_encode_path(std::string_view text) { return percent_encode(text, of_paths); }

}  // namespace xcapd
