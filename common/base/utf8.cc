#include "base/utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace xcapd {
namespace {

bool continues(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// Length of the sequence that starts at `at`, or 0 when it is not UTF-8 (RFC 3629 section 4).
std::size_t sequence_length(std::string_view bytes, std::size_t at) {
    const auto byte = [&](std::size_t i) -> unsigned char {
        return at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0;
    };
    const unsigned char first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return continues(byte(1)) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const bool overlong = first == 0xE0 && byte(1) < 0xA0;
        const bool surrogate = first == 0xED && byte(1) > 0x9F;
        return !overlong && !surrogate && continues(byte(1)) && continues(byte(2)) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool overlong = first == 0xF0 && byte(1) < 0x90;
        const bool too_high = first == 0xF4 && byte(1) > 0x8F;
        return !overlong && !too_high && continues(byte(1)) && continues(byte(2)) &&
                       continues(byte(3))
                   ? 4
                   : 0;
    }
    return 0;
}

// The first byte from `at` on that is not ASCII, eight at a time: most documents have few.
std::size_t skip_ascii(std::string_view bytes, std::size_t at) {
    constexpr std::uint64_t high_bits = 0x8080808080808080;
    std::uint64_t word = 0;
    for (; at + sizeof word <= bytes.size(); at += sizeof word) {
        std::memcpy(&word, bytes.data() + at, sizeof word);
        if ((word & high_bits) != 0) break;
    }
    while (at < bytes.size() && static_cast<unsigned char>(bytes[at]) < 0x80) ++at;
    return at;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
    for (std::size_t at = skip_ascii(bytes, 0); at < bytes.size(); at = skip_ascii(bytes, at)) {
        const std::size_t length = sequence_length(bytes, at);
        if (length == 0) return false;
        at += length;
    }
    return true;
}

std::size_t utf8_length(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return !continues(static_cast<unsigned char>(c));
    }));
}

std::string_view utf8_prefix(std::string_view bytes, std::size_t size) {
    std::size_t at = 0;
    while (at < bytes.size()) {
        const std::size_t length = sequence_length(bytes, at);
        if (length == 0 || at + length > size) break;
        at += length;
    }
    return bytes.substr(0, at);
}

CodePoint utf8_first(std::string_view text) {
    if (text.empty()) return {};
    const std::size_t length = sequence_length(text, 0);
    if (length == 0) return {};
    const auto first = static_cast<unsigned char>(text[0]);
    std::uint32_t value = length == 1 ? first : first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i)
        value = value << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
    return {value, length};
}

void utf8_append(std::string& out, std::uint32_t code_point) {
    const auto add = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    const auto tail = [&](int shift) { add(0x80U | (code_point >> shift & 0x3FU)); };
    if (code_point < 0x80) {
        add(code_point);
    } else if (code_point < 0x800) {
        add(0xC0U | code_point >> 6);
        tail(0);
    } else if (code_point < 0x10000) {
        add(0xE0U | code_point >> 12);
        tail(6);
        tail(0);
    } else {
        add(0xF0U | code_point >> 18);
        tail(12);
        tail(6);
        tail(0);
    }
}

}  // namespace xcapd
