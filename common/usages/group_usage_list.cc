#include "usages/group_usage_list.h"

#include "usages/resource_lists.h"

namespace xcapd {

std::optional<Violation> check_group_usage_list(const xml::Document& document,
                                                const ConstraintContext& context) {
    for (const auto& element : document.elements()) {
        if (document.namespace_uri(element.ns) != resource_lists_namespace) continue;
        if (element.local() == "list" && document.attribute(element, "name") == nullptr)
            return constraint_violation("Name attribute is required.");
        if (element.local() == "entry-ref" || element.local() == "external")
            return constraint_violation("Not allowed: " + std::string(element.local()));
    }
    return check_resource_lists(document, context);
}

}  // namespace xcapd
