#include "xml/vocabulary.h"

#include <libxml/tree.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "xml/libxml.h"
#include "xml/namespaces.h"

namespace xcapd::xml {
namespace {

constexpr std::string_view xsd = "http://www.w3.org/2001/XMLSchema";

struct FreeTree {
    void operator()(xmlDoc* tree) const { xmlFreeDoc(tree); }
};
using TreePtr = std::unique_ptr<xmlDoc, FreeTree>;

// As libxml2 compiles it: an operator's schema may have a DOCTYPE or another encoding, which no
// document may.
TreePtr tree_of(std::string_view text) {
    initialize_libxml();
    const ErrorCollector errors;
    return TreePtr(xmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr, nullptr,
                                 XML_PARSE_NONET | XML_PARSE_NOENT));
}

std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

std::string value_of(xmlNode* element, const char* name) {
    xmlChar* value = xmlGetNoNsProp(element, reinterpret_cast<const xmlChar*>(name));
    std::string text(view(value));
    xmlFree(value);
    return text;
}

// The next node in the order of the document, inside `root`; nullptr behind the last.
xmlNode* following(xmlNode* node, const xmlNode* root) {
    if (node->type == XML_ELEMENT_NODE && node->children != nullptr) return node->children;
    while (node != root && node->next == nullptr) node = node->parent;
    return node == root ? nullptr : node->next;
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
    const auto tree = tree_of(text->text);
    xmlNode* const root = tree ? xmlDocGetRootElement(tree.get()) : nullptr;
    if (root == nullptr) return {};
    // One without a target belongs to whoever includes it.
    auto target = value_of(root, "targetNamespace");
    if (target.empty()) target = includer;
    if (!taken_.emplace(name, target).second) return target;
    auto& names = names_[target];
    for (xmlNode* node = root; node != nullptr; node = following(node, root)) {
        if (node->type != XML_ELEMENT_NODE || node->ns == nullptr || view(node->ns->href) != xsd)
            continue;
        const auto local = view(node->name);
        if (local == "include" || local == "redefine")
            add(value_of(node, "schemaLocation"), texts, target);
        else if (local == "import")
            add(value_of(node, "schemaLocation"), texts, "");
        else if (local == "element")
            names.elements.insert(value_of(node, "name"));
        else if (local == "attribute")
            names.attributes.insert(value_of(node, "name"));
    }
    return target;
}

void Vocabulary::keep(const std::set<std::string>& namespaces) {
    std::erase_if(names_, [&](const auto& entry) { return namespaces.count(entry.first) == 0; });
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
