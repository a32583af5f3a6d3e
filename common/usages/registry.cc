#include "usages/registry.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/edit_distance.h"
#include "usages/content_tag.h"
#include "usages/pres_content.h"
#include "usages/table.h"
#include "usages/validation.h"
#include "usages/xcap_caps.h"
#include "xml/vocabulary.h"

namespace xcapd {
namespace {

bool is_wanted(const ApplicationUsage& usage, const Config& config) {
    if (ascii::is_listed(config.disabled_applications, usage.auid) ||
        ascii::is_listed(config.disabled_applications, usage.stored_auid()))
        return false;
    return !usage.is_off_by_default || ascii::is_listed(config.enabled_applications, usage.auid);
}

// Why no user could have written `bytes`; empty: he could.
std::string fault_of(const std::string& bytes, const ApplicationUsage& usage,
                     const xml::Schema* schema, const Config& config) {
    if (bytes.size() > static_cast<std::size_t>(config.max_document_size))
        return "It is larger than [Limits] max_document_size.";
    const auto document = xml::Document::parse(bytes, limits_of(config), schema);
    return document ? schema_fault_of(usage, *document, config) : document.error().message;
}

using Auids = std::vector<std::string_view>;

std::string_view nearest_of(const Auids& auids, std::string_view word) {
    std::string_view nearest;
    std::size_t best = far_away;
    for (const auto auid : auids)
        if (const auto distance = edit_distance(word, auid); distance < best) {
            best = distance;
            nearest = auid;
        }
    return nearest;
}

// A name that means nothing is a slip: what it was to turn off, or on, would not be.
void check_names(const Config& config, const Auids& known, std::vector<std::string>& errors) {
    for (const auto& [key, names] :
         {std::pair("disabled_applications", &config.disabled_applications),
          {"enabled_applications", &config.enabled_applications},
          {"well_formed_applications", &config.well_formed_applications}})
        for (const auto& name : *names) {
            if (std::find(known.begin(), known.end(), name) != known.end()) continue;
            const auto near = nearest_of(known, name);
            errors.push_back(std::string("[Server] ") + key + ": there is no application \"" +
                             name + '"' +
                             (near.empty() ? "" : "; did you mean " + std::string(near) + "?"));
        }
}

// RFC 4825 12. What one usage does not check is not supported for another's sake: a client that
// asks means it wherever it may stand.
std::set<std::string> supported_namespaces(const Registry& registry, const SchemaSet& schemas) {
    auto supported = schemas.namespaces();
    for (const auto* usage : registry.all()) {
        if (usage->compute != nullptr) continue;
        if (usage->has_open_namespace) supported.erase(std::string(usage->default_namespace));
        if (const auto* schema = registry.schema_of(*usage)) {
            const auto known = schema->vocabulary().namespaces();
            std::erase_if(supported, [&](const auto& name) { return known.count(name) == 0; });
            continue;
        }
        xml::Vocabulary unchecked;
        if (!usage->schema.empty()) unchecked.add(usage->schema, embedded_schemas);
        for (const auto& name : unchecked.namespaces()) supported.erase(name);
        supported.erase(std::string(usage->default_namespace));
    }
    return supported;
}

}  // namespace

Result<Registry, std::vector<std::string>> Registry::create(const Config& config) {
    Registry registry;
    std::vector<std::string> errors;
    auto custom = read_custom_usages(config);
    if (!custom) return fail(std::move(custom.error()));
    registry.custom_ = std::move(custom.value());
    std::vector<const ApplicationUsage*> validated;
    std::vector<const CustomUsage*> validated_custom;
    const auto add = [&](const ApplicationUsage& usage) {
        if (!is_wanted(usage, config)) return false;
        registry.usages_.push_back(&usage);
        if (is_validated(usage, config)) return true;
        registry.lenient_.insert(&usage);
        return false;
    };
    for (const auto& usage : usages_table)
        if (add(usage)) validated.push_back(&usage);
    for (const auto& usage : registry.custom_) {
        if (registry.find(usage->row.auid) != nullptr ||
            registry.find_stored(usage->row.doc_type) != nullptr)
            errors.push_back("custom_applications: another application has " + usage->auid +
                             " or its number");
        if (add(usage->row)) validated_custom.push_back(usage.get());
    }
    auto schemas = SchemaSet::compile(validated, validated_custom);
    if (!schemas) {
        for (auto& error : schemas.error()) errors.push_back(std::move(error));
        return fail(std::move(errors));
    }
    registry.schemas_ = std::move(schemas.value());
    registry.namespaces_ = supported_namespaces(registry, *registry.schemas_);
    registry.schemas_->advertise(registry.namespaces_);
    registry.capabilities_ = tagged(xcap_caps_document(registry));
    Auids known;
    for (const auto& usage : usages_table) known.push_back(usage.auid);
    for (const auto& usage : registry.custom_) known.push_back(usage->auid);
    check_names(config, known, errors);
    for (const auto* usage : registry.usages_) {
        if (usage->load_default == nullptr || !usage->alias_of.empty()) continue;
        auto bytes = usage->load_default(config);
        if (!bytes) {
            errors.push_back(std::move(bytes.error()));
        } else if (bytes.value()) {
            auto fault = fault_of(**bytes, *usage, registry.schema_of(*usage), config);
            if (!fault.empty())
                errors.push_back("default document of " + std::string(usage->auid) + ": " + fault);
            registry.defaults_[usage->auid] = tagged(std::move(**bytes));
        }
    }
    if (!errors.empty()) return fail(std::move(errors));
    return registry;
}

// Jitsi's icons have the AUID of old versions of OpenXCAP (FACTS 5).
void Registry::resolve_alias(DocumentSelector& document) {
    if (document.auid != status_icon_directory) return;
    document.auid = pres_content_auid;
    document.path.insert(document.path.begin(), std::string(status_icon_directory));
}

const ApplicationUsage* Registry::find(std::string_view auid) const {
    const auto found = std::find_if(usages_.begin(), usages_.end(),
                                    [&](const auto* usage) { return usage->auid == auid; });
    return found == usages_.end() ? nullptr : *found;
}

const ApplicationUsage* Registry::find_stored(int doc_type) const {
    const auto found = std::find_if(usages_.begin(), usages_.end(), [&](const auto* usage) {
        return usage->compute == nullptr && !usage->is_purge && usage->doc_type == doc_type;
    });
    return found == usages_.end() ? nullptr : *found;
}

const xml::Schema* Registry::schema_of(const ApplicationUsage& usage) const {
    return lenient_.count(&usage) != 0 ? nullptr : schemas_->schema_of(usage);
}

const StoredDocument* Registry::default_of(const ApplicationUsage& usage) const {
    const auto found = defaults_.find(usage.stored_auid());
    return found == defaults_.end() ? nullptr : &found->second;
}

}  // namespace xcapd
