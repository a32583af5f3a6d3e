// Children that come into an element or go out of it, with the white space that indents them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "xml/splices.h"

namespace xcapd::api {

/// The new children of one element, each behind what it belongs behind and indented like it.
class NewChildren {
  public:
    NewChildren(const xml::Document& document, xml::ElementId parent)
        : document_(document), parent_(parent) {}

    /// Behind the child `sibling` and what was put there before; no_element: as the first.
    void add_behind(xml::ElementId sibling, std::string_view text);
    void add_last(std::string_view text);

    /// Once: an element without content is opened for all of them.
    void put_into(xml::Splices& splices) const;

  private:
    struct Place {
        xml::ElementId sibling;
        std::string text;
    };

    const xml::Document& document_;
    xml::ElementId parent_;
    std::vector<Place> places_;
    std::optional<xml::ElementId> last_child_;  // once it was looked for
};

/// With the white space before it, so that adding and removing leaves no blank lines behind.
void remove_child(const xml::Document& document, xml::ElementId child, xml::Splices& splices);

/// Makes `text` all that the element itself says; its children and comments stay.
void set_text(const xml::Document& document, xml::ElementId element, std::string_view text,
              xml::Splices& splices);

}  // namespace xcapd::api
