#include "xml/namespaces.h"

#include <algorithm>
#include <map>

#include "xml/escape.h"

namespace xcapd::xml {

std::vector<Binding> bindings_in_scope(const Document& document, ElementId element) {
    std::map<std::string_view, std::string_view> nearest;
    for (ElementId id = element; id != no_element; id = document.element(id).parent) {
        const Element& e = document.element(id);
        for (std::uint32_t i = 0; i < e.declaration_count; ++i) {
            const auto& declaration = document.declarations()[e.first_declaration + i];
            nearest.emplace(declaration.prefix, document.namespace_uri(declaration.ns));
        }
    }
    std::vector<Binding> bindings;
    for (const auto& [prefix, uri] : nearest)
        if (!uri.empty() && prefix != "xml") bindings.push_back({prefix, uri});
    return bindings;
}

std::string namespace_document(const Document& document, ElementId element) {
    const Element& e = document.element(element);
    std::string out = "<" + std::string(e.name());
    for (const auto& [prefix, uri] : bindings_in_scope(document, element)) {
        out += prefix.empty() ? " xmlns" : " xmlns:" + std::string(prefix);
        out += "=\"" + escape(uri) + "\"";
    }
    return out + "/>";
}

}  // namespace xcapd::xml
