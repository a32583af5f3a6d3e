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
    Span name;                               // the QName
    std::vector<AttributeToken> attributes;  // namespace declarations included, in source order
    bool is_empty_element = false;           // ends in "/>"
};

/// Tokenizes the tag that begins with the `<` at `tag.begin` and ends behind the `>` at `tag.end`.
/// Offsets are into `bytes`. `out` is overwritten; one for many tags spares allocations. RETURNS
/// false where the bytes are no start tag; libxml2 has accepted them before, so that means our
/// positions are wrong.
bool tokenize_start_tag(std::string_view bytes, Span tag, StartTag& out);

}  // namespace xcapd::xml
