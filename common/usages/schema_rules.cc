#include "usages/schema_rules.h"

#include <algorithm>
#include <unordered_set>

namespace xcapd {
namespace {

bool is(const xml::Document& document, const xml::Element& element, const ElementName& name) {
    return element.local == name.local && document.namespace_uri(element.ns) == name.ns;
}

}  // namespace

std::string broken_schema_rule(const ApplicationUsage& usage, const xml::Document& document) {
    const auto& root = usage.root_element;
    if (!root.local.empty() && !is(document, document.element(0), root))
        return "The document element must be " + std::string(root.local) + " in the namespace " +
               std::string(root.ns) + ".";
    if (usage.identified.empty()) return {};
    std::unordered_set<std::string_view> ids;
    for (const auto& element : document.elements()) {
        const bool is_identified =
            std::any_of(usage.identified.begin(), usage.identified.end(),
                        [&](const ElementName& name) { return is(document, element, name); });
        if (!is_identified) continue;
        const auto* id = document.attribute(element, "id");
        if (id != nullptr && !ids.insert(id->value).second)
            return "The id is not unique: " + std::string(id->value);
    }
    return {};
}

}  // namespace xcapd
