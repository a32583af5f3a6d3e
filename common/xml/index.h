// What the index of a Document consists of: where elements, attributes and namespace declarations
// stand in its bytes, and what they are named.
//
// Small on purpose: the index of a large document is written, read and thrown away in one request,
// and an element is one line of the CPU's cache.
#pragma once

#include <cstdint>
#include <string_view>

#include "xml/start_tag.h"

namespace xcapd::xml {

using ElementId = std::uint32_t;
inline constexpr ElementId no_element = UINT32_MAX;

struct Attribute {
    Span name;             // QName
    Span raw_value;        // between the quotes, references unexpanded
    std::uint32_t ns = 0;  // index of the namespace URI; 0: none
    std::uint32_t local_size = 0;
    const char* name_end = nullptr;
    std::string_view value;  // normalized (XML 1.0 3.3.3), references expanded

    std::string_view local() const { return {name_end - local_size, local_size}; }
};

struct NamespaceDeclaration {
    std::string_view prefix;  // empty: default namespace
    std::uint32_t ns = 0;     // 0: xmlns=""
};

struct Element {
    Span span;  // from `<` of the start tag to behind `>` of the end tag
    std::uint32_t start_tag_end = 0;
    ElementId parent = no_element;
    ElementId next = no_element;  // behind the subtree: the next sibling, or an element elsewhere
    std::uint32_t depth = 0;      // of the root: 0
    std::uint32_t ns = 0;
    std::uint32_t first_attribute = 0;
    std::uint32_t attribute_count = 0;
    std::uint32_t first_declaration = 0;
    std::uint32_t declaration_count = 0;
    std::uint32_t name_size = 0;
    std::uint32_t local_size = 0;
    const char* name_begin = nullptr;  // in the document's bytes

    Span start_tag() const { return {span.begin, start_tag_end}; }
    bool is_empty_element() const { return span.end == start_tag_end; }  // <a/>
    std::string_view name() const { return {name_begin, name_size}; }
    std::string_view local() const { return name().substr(name_size - local_size); }
    std::string_view prefix() const {
        return local_size == name_size ? std::string_view()
                                       : name().substr(0, name_size - local_size - 1);
    }
};

}  // namespace xcapd::xml
