// Edits of a document's bytes: one node is put in, exchanged or taken out, and every byte outside
// it stays what and where it was (RFC 4825 8.2.3, 8.2.4, 8.4).
//
// These functions only splice. Whether the result still means what the client asked for is
// decided by parsing it once more (xcap/nodes.cc).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "xml/document.h"
#include "xml/select.h"

namespace xcapd::xml {

struct Edited {
    std::string bytes;
    Span element;  // where the new element stands
};

/// The expanded name of an element body, whose prefix may be bound by `parent` or above it.
struct ElementName {
    std::string_view ns;
    std::string_view local;
};
ElementName name_in_context(const Document& fragment, const Document& document, ElementId parent);

/// The offset at which 8.2.3 puts a new child of `parent` for the selector's last step; nothing
/// where it says that the request fails. `name` is the new element's.
/// REQUIRES: the step matches no child.
std::optional<std::uint32_t> insertion_offset(const Document& document,
                                              const NodeSelector& selector, ElementId parent,
                                              const ElementName& name);

/// A parent without content (`<a/>`) is opened.
Edited insert_element(const Document& document, ElementId parent, std::uint32_t offset,
                      std::string_view text);
Edited replace_element(const Document& document, ElementId element, std::string_view text);
std::string remove_element(const Document& document, ElementId element);

/// As Splices::set_attribute() and remove_attribute().
std::string set_attribute(const Document& document, ElementId element, const QualifiedName& name,
                          std::string_view content);
std::string remove_attribute(const Document& document, const Attribute& attribute);

}  // namespace xcapd::xml
