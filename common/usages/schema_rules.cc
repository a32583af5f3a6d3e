#include "usages/schema_rules.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/keyed_hash.h"

namespace xcapd {
namespace {

// Elements of the document element's namespace are declared inside it: what bears such a name in
// an extension is nobody's. Those of other namespaces are declared for every place.
bool is_declared_here(const xml::Document& document, const xml::Element& element) {
    return element.parent == 0 ||
           document.namespace_uri(element.ns) != document.namespace_uri(document.element(0).ns);
}

}  // namespace

std::string broken_schema_rule(const ApplicationUsage& usage, const xml::Document& document) {
    const auto& root = usage.root_element;
    const auto& first = document.element(0);
    if (!usage.schema.empty() && (document.namespace_uri(first.ns) != root.ns ||
                                  (!root.local.empty() && first.local() != root.local)))
        return "The document element must be " +
               (root.local.empty() ? "one" : std::string(root.local)) + " in the namespace " +
               std::string(root.ns) + ".";
    if (usage.identified.empty()) return {};
    ClientTexts ids;
    for (const auto& element : document.elements()) {
        const bool is_identified =
            std::any_of(usage.identified.begin(), usage.identified.end(),
                        [&](const ElementName& name) { return has_name(document, element, name); });
        if (!is_identified || !is_declared_here(document, element)) continue;
        const auto* id = document.attribute(element, "id");
        // White space around an xs:ID is none of it.
        if (id != nullptr && !ids.insert(ascii::trim(id->value)).second)
            return "The id is not unique: " + std::string(id->value);
    }
    return {};
}

}  // namespace xcapd
