// What an element says between its tags, for constraints that look into it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "xml/document.h"

namespace xcapd::xml {

/// The text of bytes of a parsed document that hold no tag: as text_content().
std::string text_between_tags(std::string_view bytes);

/// The text of an element without child elements: references expanded, CDATA sections taken as
/// text, comments and processing instructions left out, line ends normalised to spaces. Where a
/// schema let children pass, their tags are left out too.
std::string text_content(const Document& document, const Element& element);

/// Where the text of an element itself stands, CDATA sections with their marks; neither its
/// children nor comments nor processing instructions. For elements whose children are not ours.
std::vector<Span> own_text_spans(const Document& document, ElementId element);
/// What text_between_tags() makes of these spans.
std::string own_text(const Document& document, ElementId element);

}  // namespace xcapd::xml
