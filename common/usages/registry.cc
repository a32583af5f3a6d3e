#include "usages/registry.h"

#include <algorithm>

#include "usages/content_tag.h"
#include "usages/pres_rules.h"
#include "usages/resource_lists.h"
#include "usages/rls_services.h"
#include "usages/simservs.h"
#include "usages/validation.h"
#include "usages/watchers.h"
#include "usages/xcap_caps.h"

namespace xcapd {
namespace {

constexpr std::string_view pidf_namespace = "urn:ietf:params:xml:ns:pidf";
constexpr std::string_view data_model_namespace = "urn:ietf:params:xml:ns:pidf:data-model";

constexpr ElementName rules[] = {{common_policy_namespace, "rule"}};
constexpr ElementName presence_parts[] = {
    {pidf_namespace, "tuple"}, {data_model_namespace, "person"}, {data_model_namespace, "device"}};

// Supplementary services. TS 24.623 calls the document simservs.xml; some phones leave out the end.
constexpr ApplicationUsage simservs = {
    .auid = "simservs.ngn.etsi.org",
    .default_namespace = simservs_namespace,
    .media_type = "application/vnd.etsi.simservs+xml",
    .doc_type = 1 << 20,  // ours: no SIP server has numbers from 1 << 16 on
    .schema = "simservs.xsd",
    .root_element = {simservs_namespace, "simservs"},
    .identified = rules,
    .only_document = "simservs.xml",
    .refuse_edit = refuse_operator_edit,
    .load_default = load_default_simservs,
    .users_write_documents = &Config::simservs_whole_documents};

constexpr ApplicationUsage alias(ApplicationUsage usage, std::string_view auid) {
    usage.alias_of = usage.auid;
    usage.auid = auid;
    return usage;
}

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
     .identified = presence_parts},
    {.auid = "org.openxcap.watchers",
     .default_namespace = watchers_namespace,
     .media_type = "application/xml",
     .compute = watchers_document},
    {.auid = "test-app",
     .default_namespace = "test-app",
     .media_type = "application/test-app+xml",
     .doc_type = 0,
     .directories = Directories::any},
    simservs,
    alias(simservs, "org.etsi.ngn.simservs"),  // as Clearwater's Homer spells it
};

// Why no user could have written `bytes`; empty: he could.
std::string fault_of(const std::string& bytes, const ApplicationUsage& usage,
                     const xml::Schema* schema, const Config& config) {
    if (bytes.size() > static_cast<std::size_t>(config.max_document_size))
        return "It is larger than [Limits] max_document_size.";
    const auto document = xml::Document::parse(bytes, limits_of(config), schema);
    return document ? schema_fault_of(usage, *document, config) : document.error().message;
}

}  // namespace

Result<Registry, std::vector<std::string>> Registry::create(const Config& config) {
    Registry registry;
    std::vector<std::string> errors;
    const auto& disabled = config.disabled_applications;
    for (const auto& usage : table) {
        const auto is_disabled = [&](std::string_view auid) {
            return std::find(disabled.begin(), disabled.end(), auid) != disabled.end();
        };
        if (is_disabled(usage.auid) || is_disabled(usage.stored_auid())) continue;
        registry.usages_.push_back(&usage);
        if (usage.schema.empty() || !config.document_validation ||
            registry.schemas_.contains(usage.schema))
            continue;
        auto schema = xml::Schema::compile(usage.schema, embedded_schemas);
        if (!schema) {
            errors.push_back(std::move(schema.error()));
        } else {
            registry.schemas_.emplace(usage.schema, std::move(schema.value()));
        }
    }
    for (const auto* usage : registry.usages_) {
        if (usage->load_default == nullptr || !usage->alias_of.empty()) continue;
        auto bytes = usage->load_default(config);
        if (!bytes) {
            errors.push_back(std::move(bytes.error()));
        } else if (bytes.value()) {
            auto fault = fault_of(**bytes, *usage, registry.schema_of(*usage), config);
            if (!fault.empty())
                errors.push_back("default document of " + std::string(usage->auid) + ": " + fault);
            auto etag = content_tag(**bytes);
            registry.defaults_[usage->auid] = {std::move(**bytes), std::move(etag)};
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

const StoredDocument* Registry::default_of(const ApplicationUsage& usage) const {
    const auto found = defaults_.find(usage.stored_auid());
    return found == defaults_.end() ? nullptr : &found->second;
}

}  // namespace xcapd
