#include "usages/validation.h"

#include "base/ascii.h"
#include "usages/schema_rules.h"

namespace xcapd {

xml::Limits limits_of(const Config& config) {
    return {static_cast<std::size_t>(config.max_depth),
            static_cast<std::size_t>(config.max_elements),
            static_cast<std::size_t>(config.max_attributes)};
}

bool is_validated(const ApplicationUsage& usage, const Config& config) {
    return config.document_validation &&
           !ascii::is_listed(config.well_formed_applications, usage.auid) &&
           !ascii::is_listed(config.well_formed_applications, usage.stored_auid());
}

std::string schema_fault_of(const ApplicationUsage& usage, const xml::Document& document,
                            const Config& config) {
    if (document.schema_fault()) return document.schema_fault()->message;
    return is_validated(usage, config) ? broken_schema_rule(usage, document) : std::string();
}

std::optional<Violation> violation_of(const ApplicationUsage& usage, const xml::Document& document,
                                      const ConstraintContext& context) {
    if (usage.check == nullptr || !is_validated(usage, context.config)) return std::nullopt;
    return usage.check(document, context);
}

}  // namespace xcapd
