// Document = the bytes as they came + an index of where every element and attribute stands.
//
// Built from one SAX2 pass of libxml2 (no tree). Elements lie in document order, so the subtree of
// element i is the run behind it with greater depth. Selection, edits and constraints work on this
// index; GET of an element is a substring of the bytes.
//
// Every span is checked as it is made (begins with `<`, ends with `>`, carries the parsed name);
// a libxml2 whose positions do not hold throws std::logic_error, and self_test.h refuses it at
// start.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "xml/limits.h"
#include "xml/parse_error.h"
#include "xml/start_tag.h"

namespace xcapd::xml {

class Schema;

using ElementId = std::uint32_t;
inline constexpr ElementId no_element = UINT32_MAX;

struct Attribute {
    Span name;               // QName
    Span raw_value;          // between the quotes, references unexpanded
    std::uint32_t ns = 0;    // index of the namespace URI; 0: none
    std::string_view local;  // into the document's bytes
    std::string_view value;  // normalized (XML 1.0 3.3.3), references expanded
};

struct NamespaceDeclaration {
    std::string_view prefix;  // empty: default namespace
    std::uint32_t ns = 0;     // 0: xmlns=""
};

struct Element {
    Span span;       // from `<` of the start tag to behind `>` of the end tag
    Span start_tag;  // from `<` to behind its `>`
    ElementId parent = no_element;
    ElementId next = no_element;  // behind the subtree: the next sibling, or an element elsewhere
    std::uint32_t depth = 0;      // of the root: 0
    std::uint32_t ns = 0;
    std::string_view prefix;  // into the document's bytes, as `local`
    std::string_view local;
    std::uint32_t first_attribute = 0;
    std::uint32_t attribute_count = 0;
    std::uint32_t first_declaration = 0;
    std::uint32_t declaration_count = 0;
    bool is_empty_element = false;  // <a/>
};

class Document {
  public:
    /// Parses and indexes `bytes` (a leading UTF-8 byte-order mark is dropped), validating
    /// against `schema` in the same pass when one is given. Linear in the size of `bytes`.
    static Result<Document, ParseError> parse(std::string bytes, const Limits& limits,
                                              const Schema* schema = nullptr);

    /// The same for the body of one element: prefixes may be bound by ancestors that are not
    /// there. White space around the element is dropped; anything else around it is a fault.
    static Result<Document, ParseError> parse_fragment(std::string_view bytes,
                                                       const Limits& limits);

    /// What the schema said, where one was given and it did not accept the document.
    const std::optional<ParseError>& schema_fault() const { return schema_fault_; }

    std::string_view bytes() const { return *bytes_; }
    const std::vector<Element>& elements() const { return elements_; }
    const Element& element(ElementId id) const { return elements_[id]; }

    /// Attributes of an element, in source order, without namespace declarations.
    std::vector<Attribute>::const_iterator attributes_begin(const Element& e) const {
        return attributes_.begin() + e.first_attribute;
    }
    std::vector<Attribute>::const_iterator attributes_end(const Element& e) const {
        return attributes_begin(e) + e.attribute_count;
    }
    /// The attribute with this expanded name, or nullptr. `ns` empty: no namespace.
    const Attribute* attribute(const Element& e, std::string_view local,
                               std::string_view ns = {}) const;

    std::string_view namespace_uri(std::uint32_t ns) const { return namespaces_[ns]; }
    const std::vector<NamespaceDeclaration>& declarations() const { return declarations_; }

  private:
    friend class IndexBuilder;
    Document() = default;

    // On the heap, so that views into it survive a move of the Document.
    std::unique_ptr<const std::string> bytes_;
    std::deque<std::string> expanded_values_;  // values that differ from their raw bytes
    std::vector<Element> elements_;
    std::vector<Attribute> attributes_;
    std::vector<NamespaceDeclaration> declarations_;
    std::vector<std::string> namespaces_ = {""};
    std::optional<ParseError> schema_fault_;
};

}  // namespace xcapd::xml
