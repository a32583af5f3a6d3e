#include "usages/field_path.h"

namespace xcapd {

std::string field_path(const xml::Document& document, xml::ElementId element,
                       std::string_view attribute) {
    std::string path = "/@" + std::string(attribute);
    for (xml::ElementId id = element; id != xml::no_element; id = document.element(id).parent) {
        const xml::ElementId parent = document.element(id).parent;
        if (parent == xml::no_element) {
            path.insert(0, "*");
            break;
        }
        std::size_t position = 1;
        for (xml::ElementId sibling = parent + 1; sibling < id; ++sibling)
            if (document.element(sibling).parent == parent) ++position;
        path.insert(0, "/*%5B" + std::to_string(position) + "%5D");
    }
    return path;
}

}  // namespace xcapd
