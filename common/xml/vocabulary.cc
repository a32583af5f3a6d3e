#include "xml/vocabulary.h"

#include <algorithm>
#include <vector>

#include "xml/limits.h"
#include "xml/namespaces.h"

namespace xcapd::xml {
namespace {

constexpr std::string_view xsd = "http://www.w3.org/2001/XMLSchema";

std::string value_of(const Document& document, const Element& element, std::string_view name) {
    const auto* attribute = document.attribute(element, name);
    return attribute == nullptr ? std::string() : std::string(attribute->value);
}

std::string sentence(std::string_view kind, std::string_view name, std::string_view ns) {
    return "There is no " + std::string(kind) + " " + std::string(name) + " in the namespace " +
           std::string(ns) + ".";
}

}  // namespace

std::string Vocabulary::add(std::string_view name, std::span<const SchemaText> texts) {
    return add(name, texts, "");
}

std::string Vocabulary::add(std::string_view name, std::span<const SchemaText> texts,
                            std::string_view includer) {
    const auto text = std::find_if(texts.begin(), texts.end(),
                                   [&](const SchemaText& t) { return t.name == name; });
    if (text == texts.end()) return {};
    const auto schema = Document::parse(std::string(text->text), stored_limits);
    if (!schema) return {};
    // One without a target belongs to whoever includes it.
    auto target = value_of(*schema, schema->element(0), "targetNamespace");
    if (target.empty()) target = includer;
    if (!taken_.emplace(name, target).second) return target;
    auto& names = names_[target];
    for (const auto& element : schema->elements()) {
        if (schema->namespace_uri(element.ns) != xsd) continue;
        const auto local = element.local();
        if (local == "include" || local == "redefine")
            add(value_of(*schema, element, "schemaLocation"), texts, target);
        else if (local == "import")
            add(value_of(*schema, element, "schemaLocation"), texts, "");
        else if (local == "element")
            names.elements.insert(value_of(*schema, element, "name"));
        else if (local == "attribute")
            names.attributes.insert(value_of(*schema, element, "name"));
    }
    return target;
}

std::set<std::string> Vocabulary::namespaces() const {
    std::set<std::string> namespaces;
    for (const auto& [ns, names] : names_)
        if (!ns.empty() && ns != xml_namespace) namespaces.insert(ns);
    return namespaces;
}

std::string Vocabulary::undeclared_in(const Document& document) const {
    // By the document's own numbers of namespaces, each looked up once.
    std::vector<const Names*> known;
    const auto names_of = [&](std::uint32_t ns) {
        for (auto next = static_cast<std::uint32_t>(known.size()); next <= ns; ++next) {
            const auto found = names_.find(document.namespace_uri(next));
            known.push_back(found == names_.end() ? nullptr : &found->second);
        }
        return known[ns];
    };
    names_of(0);
    known[0] = nullptr;  // names of no namespace are the schema's to judge
    for (const auto& element : document.elements()) {
        const auto* names = names_of(element.ns);
        if (names != nullptr && !names->elements.contains(element.local()))
            return sentence("element", element.local(), document.namespace_uri(element.ns));
        for (auto a = document.attributes_begin(element); a != document.attributes_end(element);
             ++a) {
            if (a->ns == 0) continue;
            const auto* of_attribute = names_of(a->ns);
            if (of_attribute != nullptr && document.namespace_uri(a->ns) != xml_namespace &&
                !of_attribute->attributes.contains(a->local()))
                return sentence("attribute", a->local(), document.namespace_uri(a->ns));
        }
    }
    return {};
}

}  // namespace xcapd::xml
