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

#include <forward_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "xml/index.h"
#include "xml/limits.h"
#include "xml/parse_error.h"

namespace xcapd::xml {

class Schema;

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
    std::forward_list<std::string> expanded_values_;  // values that differ from their raw bytes
    std::vector<Element> elements_;
    std::vector<Attribute> attributes_;
    std::vector<NamespaceDeclaration> declarations_;
    std::vector<std::string> namespaces_ = {""};
    std::optional<ParseError> schema_fault_;
};

}  // namespace xcapd::xml
