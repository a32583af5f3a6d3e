// The spans inside one start tag: SAX gives names and values, but not where they stand.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace xcapd::xml {

/// Half-open range of byte offsets.
struct Span {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;

    std::uint32_t size() const { return end - begin; }
    std::string_view of(std::string_view bytes) const { return bytes.substr(begin, end - begin); }
    friend bool operator==(const Span&, const Span&) = default;
};

struct AttributeToken {
    Span name;   // the QName
    Span value;  // between the quotes
    bool is_namespace_declaration = false;
};

struct StartTag {
    Span span;  // from `<` to behind `>`
    Span name;  // the QName
    std::uint32_t declaration_count = 0;
    bool is_empty_element = false;  // ends in "/>"
};

/// Tokenizes the tag whose `<` stands at `begin`; appends its attributes in source order.
/// RETURNS nothing where the bytes there are no start tag; what was appended is then of no use.
std::optional<StartTag> tokenize_start_tag(std::string_view bytes, std::uint32_t begin,
                                           std::vector<AttributeToken>& attributes);

}  // namespace xcapd::xml
