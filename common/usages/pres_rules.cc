#include "usages/pres_rules.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "usages/children.h"
#include "usages/list_reference.h"
#include "xml/text_content.h"

namespace xcapd {
namespace {

constexpr std::string_view oma_policy_namespace = "urn:oma:xml:xdm:common-policy";

using xml::ElementId;

bool is(const xml::Document& document, ElementId id, const ElementName& name) {
    return has_name(document, document.element(id), name);
}

constexpr ElementName once[] = {{common_policy_namespace, "identity"},
                                {oma_policy_namespace, "external-list"},
                                {oma_policy_namespace, "other-identity"},
                                {oma_policy_namespace, "anonymous-request"}};

bool is_complex(const xml::Document& document, ElementId conditions) {
    std::array<int, std::size(once)> counts{};
    for_each_child(document, conditions, [&](ElementId id) {
        for (std::size_t i = 0; i < std::size(once); ++i)
            if (is(document, id, once[i])) ++counts[i];
    });
    return std::any_of(counts.begin(), counts.end(), [](int count) { return count > 1; });
}

// A watcher who is not allowed gets no presence document that could be transformed.
bool transforms_nothing(const xml::Document& document, ElementId rule) {
    const auto child = [&](ElementId parent, const ElementName& name) {
        return parent == xml::no_element ? parent : find_child(document, parent, name);
    };
    const auto actions = child(rule, {common_policy_namespace, "actions"});
    const auto handling = child(actions, {pres_rules_namespace, "sub-handling"});
    if (handling == xml::no_element) return false;
    const auto text = xml::text_content(document, document.element(handling));
    const auto transformations = child(rule, {common_policy_namespace, "transformations"});
    return ascii::trim(text) != "allow" && transformations != xml::no_element &&
           xml::first_child(document, transformations) != xml::no_element;
}

}  // namespace

std::optional<Violation> check_pres_rules(const xml::Document& document,
                                          const ConstraintContext& context) {
    const ListReferences references(context);
    for (ElementId id = 0; id < document.elements().size(); ++id) {
        const auto& element = document.element(id);
        if (!is(document, id, {oma_policy_namespace, "entry"}) ||
            element.parent == xml::no_element ||
            !is(document, element.parent, {oma_policy_namespace, "external-list"}))
            continue;
        const auto* anchor = document.attribute(element, "anc");
        if (anchor == nullptr) continue;
        if (auto violation = references.anchor(anchor->value)) return violation;
    }
    return std::nullopt;
}

std::optional<Violation> check_oma_pres_rules(const xml::Document& document,
                                              const ConstraintContext& context) {
    for (ElementId id = 0; id < document.elements().size(); ++id) {
        if (is(document, id, {common_policy_namespace, "conditions"}) && is_complex(document, id))
            return constraint_violation("Complex rules are not allowed");
        if (is(document, id, {common_policy_namespace, "rule"}) && transforms_nothing(document, id))
            return constraint_violation("transformations element not allowed");
    }
    return check_pres_rules(document, context);
}

}  // namespace xcapd
