#include "usages/schema_set.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "xml/vocabulary.h"

namespace xcapd {
namespace {

// RFC 4825 12: every server supports xcap-caps, whose documents are never written.
constexpr std::string_view always = "xcap-caps.xsd";

// By itself; so an error names its file.
Result<xml::Schema, std::string> compile_alone(const CustomUsage& usage) {
    const xml::SchemaText text{usage.row.schema, usage.schema_text};
    auto schema = xml::Schema::compile(text.name, {&text, 1});
    if (!schema || schema->target_namespace() == usage.default_namespace) return schema;
    return fail("custom_applications: " + usage.auid + ": the targetNamespace of " +
                usage.schema_file + " is \"" + schema->target_namespace() + "\", not " +
                usage.default_namespace);
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
    auto known = built_in.namespaces();

    std::vector<xml::SchemaText> texts(embedded_schemas.begin(), embedded_schemas.end());
    std::deque<std::string> made_up;  // names: the file's may be another's too
    for (const auto* usage : custom) {
        if (usage->row.schema.empty()) continue;
        auto schema = compile_alone(*usage);
        if (!schema) {
            errors.push_back(std::move(schema.error()));
        } else if (known.insert(usage->default_namespace).second) {
            made_up.push_back("custom-" + std::to_string(made_up.size()) + ".xsd");
            texts.push_back({made_up.back(), usage->schema_text});
            names.push_back(made_up.back());
        } else {
            set.own_.emplace(usage->row.schema, std::move(schema.value()));
        }
    }
    auto all = xml::Schema::compile_all(names, texts);
    if (!all) errors.push_back(std::move(all.error()));
    if (!errors.empty()) return fail(std::move(errors));
    set.common_ = std::move(all.value());
    return set;
}

const xml::Schema* SchemaSet::schema_of(const ApplicationUsage& usage) const {
    if (usage.schema.empty()) return nullptr;
    const auto own = own_.find(usage.schema);
    return own == own_.end() ? &*common_ : &own->second;
}

std::set<std::string> SchemaSet::namespaces() const {
    auto namespaces = common_->vocabulary().namespaces();
    for (const auto& [file, schema] : own_) namespaces.merge(schema.vocabulary().namespaces());
    return namespaces;
}

}  // namespace xcapd
