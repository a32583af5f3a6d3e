#include "base/xml_text.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/ascii.h"
#include "base/utf8.h"

namespace xcapd {
namespace {

struct Range {
    std::uint32_t first;
    std::uint32_t last;
};

// Production 4 without the colon.
constexpr Range name_start[] = {
    {'A', 'Z'},       {'_', '_'},       {'a', 'z'},       {0xC0, 0xD6},     {0xD8, 0xF6},
    {0xF8, 0x2FF},    {0x370, 0x37D},   {0x37F, 0x1FFF},  {0x200C, 0x200D}, {0x2070, 0x218F},
    {0x2C00, 0x2FEF}, {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF}};
// What production 4a adds.
constexpr Range name_more[] = {
    {'-', '.'}, {'0', '9'}, {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}};

template <class Ranges>
bool is_in(std::uint32_t code_point, const Ranges& ranges) {
    return std::any_of(std::begin(ranges), std::end(ranges), [&](const Range& range) {
        return code_point >= range.first && code_point <= range.last;
    });
}

constexpr std::pair<std::string_view, char> predefined[] = {
    {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"apos", '\''}, {"quot", '"'}};

// Length of what means itself: ASCII without markup and controls.
std::size_t plain_prefix(std::string_view text) {
    const auto end = std::find_if(text.begin(), text.end(), [](unsigned char c) {
        return c < 0x20 || c >= 0x7f || c == '<' || c == '&';
    });
    return static_cast<std::size_t>(end - text.begin());
}

// Appends what a reference stands for; `name` is between `&` and `;`.
bool append_reference(std::string& out, std::string_view name) {
    if (!name.starts_with('#')) {
        const auto* found = std::find_if(std::begin(predefined), std::end(predefined),
                                         [&](const auto& entity) { return entity.first == name; });
        if (found == std::end(predefined)) return false;
        out += found->second;
        return true;
    }
    name.remove_prefix(1);
    const int base = name.starts_with('x') ? 16 : 10;
    if (base == 16) name.remove_prefix(1);
    std::uint32_t code_point = 0;
    const auto [end, error] =
        std::from_chars(name.data(), name.data() + name.size(), code_point, base);
    if (error != std::errc() || end != name.data() + name.size() || !is_xml_char(code_point))
        return false;
    utf8_append(out, code_point);
    return true;
}

}  // namespace

bool is_xml_char(std::uint32_t c) {
    return c == 0x9 || c == 0xA || c == 0xD || (c >= 0x20 && c <= 0xD7FF) ||
           (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}

std::size_t ncname_prefix(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        if (ascii::is_alpha(text[at])) {  // most are
            ++at;
            continue;
        }
        const auto next = utf8_first(text.substr(at));
        if (next.length == 0) break;
        if (!is_in(next.value, name_start) && (at == 0 || !is_in(next.value, name_more))) break;
        at += next.length;
    }
    return at;
}

bool is_ncname(std::string_view text) {
    return !text.empty() && ncname_prefix(text) == text.size();
}

std::optional<std::string> expand_att_value(std::string_view content) {
    std::string out;
    out.reserve(content.size());
    for (std::size_t at = 0; at < content.size();) {
        if (const auto length = plain_prefix(content.substr(at)); length > 0) {
            out += content.substr(at, length);
            at += length;
            continue;
        }
        const auto next = utf8_first(content.substr(at));
        if (next.length == 0 || !is_xml_char(next.value) || next.value == '<') return std::nullopt;
        if (next.value == '&') {
            const auto end = content.find(';', at);
            if (end == content.npos || !append_reference(out, content.substr(at + 1, end - at - 1)))
                return std::nullopt;
            at = end + 1;
            continue;
        }
        // 2.11: a line end of two characters is one.
        if (next.value == '\r' && content.substr(at + 1).starts_with('\n')) ++at;
        const bool is_space = next.value == '\t' || next.value == '\n' || next.value == '\r';
        if (is_space) {
            out += ' ';
        } else {
            out += content.substr(at, next.length);
        }
        at += next.length;
    }
    return out;
}

}  // namespace xcapd
