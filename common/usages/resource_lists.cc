#include "usages/resource_lists.h"

#include <functional>
#include <unordered_set>

#include "base/keyed_hash.h"
#include "usages/field_path.h"
#include "usages/list_reference.h"

namespace xcapd {
namespace {

// RFC 4826 3.4.5: each is unique among its like within the same parent, case-sensitively.
struct UniqueAttribute {
    std::string_view element;
    std::string_view attribute;
};
constexpr UniqueAttribute unique_attributes[] = {
    {"list", "name"}, {"entry", "uri"}, {"entry-ref", "ref"}, {"external", "anchor"}};

struct Occurrence {
    xml::ElementId parent;
    const UniqueAttribute* rule;
    std::string_view value;
    friend bool operator==(const Occurrence&, const Occurrence&) = default;
};

struct HashOccurrence {
    std::size_t operator()(const Occurrence& o) const {
        return keyed_hash(o.value) ^ (std::size_t{o.parent} * 0x9E3779B97F4A7C15U) ^
               std::hash<const void*>()(o.rule);
    }
};

}  // namespace

std::optional<Violation> check_resource_lists(const xml::Document& document,
                                              const ConstraintContext& context) {
    const ListReferences references(context);
    std::unordered_set<Occurrence, HashOccurrence> seen;
    Violation duplicates{Violation::Kind::uniqueness, {}, {}};
    for (xml::ElementId id = 0; id < document.elements().size(); ++id) {
        const auto& element = document.element(id);
        if (document.namespace_uri(element.ns) != resource_lists_namespace) continue;
        for (const auto& rule : unique_attributes) {
            if (element.local() != rule.element) continue;
            const auto* attribute = document.attribute(element, rule.attribute);
            if (attribute == nullptr) continue;
            if (!seen.insert({element.parent, &rule, attribute->value}).second) {
                duplicates.phrase = "The " + std::string(rule.attribute) + " of a " +
                                    std::string(rule.element) +
                                    " is not unique: " + std::string(attribute->value);
                duplicates.fields.push_back(field_path(document, id, rule.attribute));
                // One finding is enough to refuse; a few more help, all would be quadratic.
                if (duplicates.fields.size() == 10) return duplicates;
            }
            auto violation = rule.element == "entry-ref"  ? references.entry_ref(attribute->value)
                             : rule.element == "external" ? references.anchor(attribute->value)
                                                          : std::nullopt;
            if (violation && duplicates.fields.empty()) return violation;
        }
    }
    if (duplicates.fields.empty()) return std::nullopt;
    return duplicates;
}

}  // namespace xcapd
