// Namespace bindings in scope for an element (Namespaces in XML 6.1), and their document of RFC
// 4825 section 10.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "xml/document.h"

namespace xcapd::xml {

/// What the prefix "xml" is bound to, always.
inline constexpr std::string_view xml_namespace = "http://www.w3.org/XML/1998/namespace";

struct Binding {
    std::string_view prefix;  // empty: the default namespace
    std::string_view uri;
};

/// The nearest binding of each prefix, sorted by prefix, so that the default comes first. A
/// default that was undeclared (xmlns="") is left out, as is "xml".
std::vector<Binding> bindings_in_scope(const Document& document, ElementId element);

/// One empty element with the element's own QName and all bindings in scope as declarations.
std::string namespace_document(const Document& document, ElementId element);

}  // namespace xcapd::xml
