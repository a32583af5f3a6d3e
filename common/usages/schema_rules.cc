#include "usages/schema_rules.h"

#include <algorithm>

#include "base/keyed_hash.h"

namespace xcapd {

std::string broken_schema_rule(const ApplicationUsage& usage, const xml::Document& document) {
    const auto& root = usage.root_element;
    if (!root.local.empty() && !has_name(document, document.element(0), root))
        return "The document element must be " + std::string(root.local) + " in the namespace " +
               std::string(root.ns) + ".";
    if (usage.identified.empty()) return {};
    ClientTexts ids;
    for (const auto& element : document.elements()) {
        const bool is_identified =
            std::any_of(usage.identified.begin(), usage.identified.end(),
                        [&](const ElementName& name) { return has_name(document, element, name); });
        if (!is_identified) continue;
        const auto* id = document.attribute(element, "id");
        if (id != nullptr && !ids.insert(id->value).second)
            return "The id is not unique: " + std::string(id->value);
    }
    return {};
}

}  // namespace xcapd
