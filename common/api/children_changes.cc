#include "api/children_changes.h"

#include <algorithm>

#include "base/ascii.h"
#include "usages/children.h"
#include "xml/escape.h"
#include "xml/text_content.h"

namespace xcapd::api {
namespace {

using xml::Document;
using xml::ElementId;
using xml::no_element;

// The white space before an element.
xml::Span space_before(const Document& document, ElementId element) {
    const auto end = document.element(element).span.begin;
    auto begin = end;
    while (begin > 0 && ascii::is_space(document.bytes()[begin - 1])) --begin;
    return {begin, end};
}

// A new element is indented like others as long as that is what the space is for: a megabyte before
// each of a thousand would be a gigabyte.
constexpr std::size_t longest_indentation = 100;

// From the end of the line before an element to the element; empty where it begins no line.
std::string indentation_of(const Document& document, ElementId element) {
    const auto end = document.element(element).span.begin;
    const auto space =
        document.bytes().substr(end - std::min<std::size_t>(end, longest_indentation),
                                std::min<std::size_t>(end, longest_indentation));
    auto begin = space.rfind('\n');
    if (begin == space.npos || !ascii::trim(space.substr(begin)).empty()) return {};
    if (begin > 0 && space[begin - 1] == '\r') --begin;
    return std::string(space.substr(begin));
}

// As far as the first child of `parent` is, or would be.
std::string indentation_inside(const Document& document, ElementId parent) {
    const auto first = xml::first_child(document, parent);
    if (first != no_element) return indentation_of(document, first);
    const auto own = indentation_of(document, parent);
    const auto grandparent = document.element(parent).parent;
    if (own.empty() || grandparent == no_element) return own.empty() ? own : own + "  ";
    // One step deeper, and a step is what parent and grandparent differ by.
    const auto outer = indentation_of(document, grandparent);
    const auto outer_size = outer.empty() ? own.find_last_of('\n') + 1 : outer.size();
    return own + (own.size() > outer_size ? own.substr(outer_size) : std::string());
}

}  // namespace

void NewChildren::add_last(std::string_view text) {
    if (!last_child_) {
        last_child_ = no_element;
        for_each_child(document_, parent_, [&](ElementId child) { last_child_ = child; });
    }
    add_behind(*last_child_, text);
}

void NewChildren::add_behind(ElementId sibling, std::string_view text) {
    for (auto& place : places_) {
        if (place.sibling != sibling) continue;
        place.text += indentation_inside(document_, parent_) + std::string(text);
        return;
    }
    const auto indentation = sibling == no_element ? indentation_inside(document_, parent_)
                                                   : indentation_of(document_, sibling);
    places_.push_back({sibling, indentation + std::string(text)});
}

void NewChildren::put_into(xml::Splices& splices) const {
    const auto& parent = document_.element(parent_);
    std::string all;
    for (const auto& place : places_) {
        all += place.text;
        if (parent.is_empty_element()) continue;
        const auto offset = place.sibling == no_element ? parent.start_tag_end
                                                        : document_.element(place.sibling).span.end;
        splices.insert(offset, place.text);
    }
    if (!parent.is_empty_element() || all.empty()) return;
    splices.insert_content(parent_, parent.span.end, all + indentation_of(document_, parent_));
}

void remove_child(const Document& document, ElementId child, xml::Splices& splices) {
    splices.remove({space_before(document, child).begin, document.element(child).span.end});
}

void set_text(const Document& document, ElementId element, std::string_view text,
              xml::Splices& splices) {
    const auto spans = xml::own_text_spans(document, element);
    if (!spans.empty()) splices.replace(spans.front(), xml::escape(text));
    for (std::size_t i = 1; i < spans.size(); ++i) splices.remove(spans[i]);
    if (spans.empty() && !text.empty())
        splices.insert_content(element, document.element(element).start_tag_end, xml::escape(text));
}

}  // namespace xcapd::api
