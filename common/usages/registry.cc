#include "usages/registry.h"

#include <algorithm>

#include "usages/pidf.h"
#include "usages/pres_rules.h"
#include "usages/resource_lists.h"
#include "usages/rls_services.h"
#include "usages/watchers.h"
#include "usages/xcap_caps.h"

namespace xcapd {
namespace {

constexpr std::string_view data_model_namespace = "urn:ietf:params:xml:ns:pidf:data-model";

constexpr ElementName rules[] = {{common_policy_namespace, "rule"}};
constexpr ElementName presence_parts[] = {
    {pidf_namespace, "tuple"}, {data_model_namespace, "person"}, {data_model_namespace, "device"}};

// FACTS 2.1. doc_type values are OpenSIPS's; a computed usage has none.
constexpr ApplicationUsage table[] = {
    {.auid = "xcap-caps",
     .default_namespace = "urn:ietf:params:xml:ns:xcap-caps",
     .media_type = "application/xcap-caps+xml",
     .compute = xcap_caps_document,
     .anyone_reads_global = true},
    {.auid = "resource-lists",
     .default_namespace = resource_lists_namespace,
     .media_type = "application/resource-lists+xml",
     .doc_type = 4,
     .schema = "resource-lists.xsd",
     .check = check_resource_lists},
    {.auid = "rls-services",
     .default_namespace = rls_services_namespace,
     .media_type = "application/rls-services+xml",
     .doc_type = 8,
     .schema = "rls-services.xsd",
     .root_element = {rls_services_namespace, "rls-services"},
     .check = check_rls_services},
    // OpenSIPS reads whatever row comes first, so there is one, of the name OpenXCAP gave it.
    {.auid = "pres-rules",
     .default_namespace = pres_rules_namespace,
     .media_type = "application/auth-policy+xml",
     .doc_type = 2,
     .schema = "oma-pres-rules.xsd",
     .root_element = {common_policy_namespace, "ruleset"},
     .identified = rules,
     .other_default_namespace = common_policy_namespace,
     .only_document = "index.xml",
     .check = check_pres_rules},
    {.auid = "org.openmobilealliance.pres-rules",
     .default_namespace = common_policy_namespace,
     .media_type = "application/auth-policy+xml",
     .doc_type = 32,
     .kamailio_doc_type = 2,
     .schema = "oma-pres-rules.xsd",
     .root_element = {common_policy_namespace, "ruleset"},
     .identified = rules,
     .only_document = "index.xml",
     .check = check_oma_pres_rules},
    {.auid = "pidf-manipulation",
     .default_namespace = pidf_namespace,
     .media_type = "application/pidf+xml",
     .doc_type = 16,
     .schema = "pidf.xsd",
     .root_element = {pidf_namespace, "presence"},
     .identified = presence_parts,
     .check = check_pidf},
    {.auid = "org.openxcap.watchers",
     .default_namespace = watchers_namespace,
     .media_type = "application/xml",
     .compute = watchers_document},
    {.auid = "test-app",
     .default_namespace = "test-app",
     .media_type = "application/test-app+xml",
     .doc_type = 0,
     .directories = Directories::any},
};

}  // namespace

Result<Registry, std::vector<std::string>> Registry::create(const Config& config) {
    Registry registry;
    std::vector<std::string> errors;
    const auto& disabled = config.disabled_applications;
    for (const auto& usage : table) {
        if (std::find(disabled.begin(), disabled.end(), usage.auid) != disabled.end()) continue;
        registry.usages_.push_back(&usage);
        if (usage.schema.empty() || !config.document_validation) continue;
        auto schema = xml::Schema::compile(usage.schema, embedded_schemas);
        if (!schema) {
            errors.push_back(std::move(schema.error()));
        } else {
            registry.schemas_.emplace(usage.schema, std::move(schema.value()));
        }
    }
    if (!errors.empty()) return fail(std::move(errors));
    return registry;
}

const ApplicationUsage* Registry::find(std::string_view auid) const {
    const auto found = std::find_if(usages_.begin(), usages_.end(),
                                    [&](const auto* usage) { return usage->auid == auid; });
    return found == usages_.end() ? nullptr : *found;
}

const ApplicationUsage* Registry::find_stored(int doc_type) const {
    const auto found = std::find_if(usages_.begin(), usages_.end(), [&](const auto* usage) {
        return usage->compute == nullptr && usage->doc_type == doc_type;
    });
    return found == usages_.end() ? nullptr : *found;
}

const xml::Schema* Registry::schema_of(const ApplicationUsage& usage) const {
    const auto found = schemas_.find(usage.schema);
    return found == schemas_.end() ? nullptr : &found->second;
}

}  // namespace xcapd
