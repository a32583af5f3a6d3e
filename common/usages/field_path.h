// Where in a document a value stands, as the `field` of RFC 4825 section 11 says it.
#pragma once

#include <string>
#include <string_view>

#include "xml/document.h"

namespace xcapd {

/// A node selector, relative to the document, percent-encoded: `*/*%5B2%5D/@name`. Steps are
/// wildcards with positions, so it needs no namespace bindings.
std::string field_path(const xml::Document& document, xml::ElementId element,
                       std::string_view attribute);

}  // namespace xcapd
