// What an element says between its tags, for constraints that look into it.
#pragma once

#include <string>
#include <string_view>

#include "xml/document.h"

namespace xcapd::xml {

/// The text of bytes of a parsed document that hold no tag: as text_content().
std::string text_between_tags(std::string_view bytes);

/// The text of an element without child elements: references expanded, CDATA sections taken as
/// text, comments and processing instructions left out, line ends normalised to spaces. Where a
/// schema let children pass, their tags are left out too.
std::string text_content(const Document& document, const Element& element);

}  // namespace xcapd::xml
