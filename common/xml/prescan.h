// One linear look at the markup before libxml2 gets it.
//
// libxml2 2.9 checks attributes of a tag against each other in quadratic time and parses a DOCTYPE
// before any handler could refuse it. So the encoding, the version, DOCTYPE and all Limits are
// decided here, in one pass. What is merely not well-formed is left to libxml2, whose messages are
// better; anything libxml2 could read differently is refused here. The start tags are taken apart
// on the way: SAX tells what they hold, but not where.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "xml/index.h"
#include "xml/limits.h"
#include "xml/parse_error.h"

namespace xcapd::xml {

/// The index as far as bytes alone tell, all in source order: without namespaces, values, parents
/// and the ends of elements. `xmlns:xml`, which changes nothing, is left out.
struct StartTags {
    std::vector<Element> elements;
    std::vector<Attribute> attributes;
    std::vector<NamespaceDeclaration> declarations;
    bool is_broken = false;  // one of them is no start tag; libxml2 will say what is wrong with it
};

/// Fails with the reason why `bytes` must not be parsed. Linear in the size of `bytes`, which must
/// live as long as what is found in them.
Result<StartTags, ParseError> prescan(std::string_view bytes, const Limits& limits);

}  // namespace xcapd::xml
