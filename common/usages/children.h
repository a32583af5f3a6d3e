// The children of an element, by expanded name: for constraints that look into a document.
#pragma once

#include "usages/application_usage.h"
#include "xml/select.h"

namespace xcapd {

template <class Visit>
void for_each_child(const xml::Document& document, xml::ElementId parent, Visit visit) {
    for (auto id = xml::first_child(document, parent); id != xml::no_element;
         id = xml::next_sibling(document, id))
        visit(id);
}

/// The first child of this name; no_element where there is none.
inline xml::ElementId find_child(const xml::Document& document, xml::ElementId parent,
                                 const ElementName& name) {
    auto id = xml::first_child(document, parent);
    while (id != xml::no_element && !has_name(document, document.element(id), name))
        id = xml::next_sibling(document, id);
    return id;
}

}  // namespace xcapd
