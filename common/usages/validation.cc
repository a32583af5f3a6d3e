#include "usages/validation.h"

#include "usages/schema_rules.h"

namespace xcapd {

xml::Limits limits_of(const Config& config) {
    return {static_cast<std::size_t>(config.max_depth),
            static_cast<std::size_t>(config.max_elements),
            static_cast<std::size_t>(config.max_attributes)};
}

std::string schema_fault_of(const ApplicationUsage& usage, const xml::Document& document,
                            const Config& config) {
    if (document.schema_fault()) return document.schema_fault()->message;
    return config.document_validation ? broken_schema_rule(usage, document) : std::string();
}

std::optional<Violation> violation_of(const ApplicationUsage& usage, const xml::Document& document,
                                      const ConstraintContext& context) {
    if (usage.check == nullptr || !context.config.document_validation) return std::nullopt;
    return usage.check(document, context);
}

}  // namespace xcapd
