// Several changes of one document's bytes, made at once: each replaces a span, and every byte
// outside of the spans stays what and where it was. For edits that touch more than one place, as
// those of the addressbook; xml/edit.h is for one node.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "xml/document.h"
#include "xml/node_selector.h"

namespace xcapd::xml {

/// Where the content of an element ends: directly before its end tag. In an element without
/// content (`<a/>`) there is no such place yet, and this is the end of its tag.
std::uint32_t end_of_content(const Document& document, const Element& element);

class Splices {
  public:
    /// `document` outlives this.
    explicit Splices(const Document& document) : document_(document) {}

    void replace(Span old, std::string text);
    void remove(Span old) { replace(old, {}); }
    /// Behind what was inserted at this offset before, and before what is replaced from there on.
    void insert(std::uint32_t offset, std::string text) { replace({offset, offset}, text); }
    /// At an offset in the content of `parent`. One without content (`<a/>`) is opened: once, so
    /// all that it is to hold comes in one text.
    void insert_content(ElementId parent, std::uint32_t offset, std::string_view text);

    /// `content` is an AttValue without its quotes; the quote that delimits it in the document is
    /// escaped. A new attribute follows the tag's last one; where its namespace has no prefix in
    /// scope, one is declared beside it.
    void set_attribute(ElementId element, const QualifiedName& name, std::string_view content);
    /// Takes the white space before the attribute with it.
    void remove_attribute(const Attribute& attribute);

    bool empty() const { return splices_.empty(); }
    /// The bytes of the document with all changes made. THROWS std::logic_error where two of them
    /// are of the same bytes.
    std::string applied() const;

  private:
    struct Splice {
        Span old;
        std::string text;
    };

    const Document& document_;
    std::vector<Splice> splices_;
};

}  // namespace xcapd::xml
