#include "usages/schema_set.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "xml/vocabulary.h"

namespace xcapd {
namespace {

// RFC 4825 12: every server supports xcap-caps, whose documents are never written.
constexpr std::string_view always = "xcap-caps.xsd";

// Why its schema is none by itself; so the sentence names its file.
std::string fault_alone(const CustomUsage& usage) {
    const xml::SchemaText text{usage.row.schema, usage.schema_text};
    const auto schema = xml::Schema::compile(text.name, {&text, 1});
    if (!schema) return schema.error();
    if (schema->target_namespace() == usage.default_namespace) return {};
    return "custom_applications: " + usage.auid + ": the targetNamespace of " + usage.schema_file +
           " is \"" + schema->target_namespace() + "\", not " + usage.default_namespace;
}

// Whether a schema, or what it imports, is of this namespace.
bool knows(std::string_view name, std::span<const xml::SchemaText> texts,
           const std::string& name_space) {
    xml::Vocabulary vocabulary;
    vocabulary.add(name, texts);
    return vocabulary.namespaces().count(name_space) != 0;
}

}  // namespace

Result<SchemaSet, std::vector<std::string>> SchemaSet::compile(
    std::span<const ApplicationUsage* const> usages, std::span<const CustomUsage* const> custom) {
    SchemaSet set;
    std::vector<std::string> errors;
    std::vector<std::string_view> names = {always};
    for (const auto* usage : usages)
        if (!usage->schema.empty() &&
            std::find(names.begin(), names.end(), usage->schema) == names.end())
            names.push_back(usage->schema);
    xml::Vocabulary built_in;
    for (const auto name : names) built_in.add(name, embedded_schemas);
    std::map<std::string, std::string> file_of;  // by namespace; "" is ours
    for (const auto& name : built_in.namespaces()) file_of[name];

    std::vector<xml::SchemaText> texts(embedded_schemas.begin(), embedded_schemas.end());
    std::deque<std::string> made_up;  // names: the file's may be another's too
    const auto take_up = [&](const CustomUsage& usage) -> std::string_view {
        made_up.push_back("custom-" + std::to_string(made_up.size()) + ".xsd");
        texts.push_back({made_up.back(), usage.schema_text});
        return made_up.back();
    };
    std::vector<const CustomUsage*> apart;
    for (const auto* usage : custom) {
        if (usage->row.schema.empty()) continue;
        if (auto fault = fault_alone(*usage); !fault.empty()) {
            errors.push_back(std::move(fault));
            continue;
        }
        const auto [file, is_new] = file_of.emplace(usage->default_namespace, usage->schema_file);
        if (is_new) names.push_back(take_up(*usage));
        if (file->second != usage->schema_file) apart.push_back(usage);
    }
    auto all = xml::Schema::compile_all(names, texts);
    if (!all) errors.push_back(std::move(all.error()));
    if (!errors.empty()) return fail(std::move(errors));
    set.common_ = std::move(all.value());
    for (const auto* usage : apart) {
        std::vector<std::string_view> with = {take_up(*usage)};
        for (const auto name : names)
            if (!knows(name, texts, usage->default_namespace)) with.push_back(name);
        auto schema = xml::Schema::compile_all(with, texts);
        if (!schema) return fail(std::vector<std::string>{std::move(schema.error())});
        set.apart_.emplace(usage->row.auid, std::move(schema.value()));
    }
    return set;
}

const xml::Schema* SchemaSet::schema_of(const ApplicationUsage& usage) const {
    if (usage.schema.empty()) return nullptr;
    const auto apart = apart_.find(usage.auid);
    return apart == apart_.end() ? &*common_ : &apart->second;
}

std::set<std::string> SchemaSet::namespaces() const { return common_->vocabulary().namespaces(); }

void SchemaSet::advertise(const std::set<std::string>& namespaces) {
    common_->advertise(namespaces);
    for (auto& [auid, schema] : apart_) schema.advertise(namespaces);
}

}  // namespace xcapd
