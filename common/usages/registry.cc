#include "usages/registry.h"

#include <algorithm>

#include "usages/resource_lists.h"
#include "usages/xcap_caps.h"

namespace xcapd {
namespace {

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

const xml::Schema* Registry::schema_of(const ApplicationUsage& usage) const {
    const auto found = schemas_.find(usage.schema);
    return found == schemas_.end() ? nullptr : &found->second;
}

}  // namespace xcapd
