#include "xml/edit.h"

#include <vector>

#include "xml/namespaces.h"
#include "xml/splices.h"

namespace xcapd::xml {
namespace {

Span span_at(std::uint32_t begin, std::string_view text) {
    return {begin, begin + static_cast<std::uint32_t>(text.size())};
}

// Effective URI of a prefix at `element`.
std::string_view uri_of_prefix(const Document& document, ElementId element,
                               std::string_view prefix) {
    if (prefix == "xml") return xml_namespace;
    for (const auto& binding : bindings_in_scope(document, element))
        if (binding.prefix == prefix) return binding.uri;
    return {};
}

}  // namespace

ElementName name_in_context(const Document& fragment, const Document& document, ElementId parent) {
    const Element& root = fragment.element(0);
    for (std::uint32_t i = 0; i < root.declaration_count; ++i)
        if (fragment.declarations()[root.first_declaration + i].prefix == root.prefix())
            return {fragment.namespace_uri(root.ns), root.local()};
    return {uri_of_prefix(document, parent, root.prefix()), root.local()};
}

std::optional<std::uint32_t> insertion_offset(const Document& document,
                                              const NodeSelector& selector, ElementId parent,
                                              const ElementName& name) {
    if (parent == document_node) return std::nullopt;  // a document has one root element
    const Step& step = selector.steps.back();
    // The siblings among which the place is sought: by a position in "*" all of them, else those
    // of the same expanded name, which "*" takes from the new element.
    const auto counts = [&](const Element& element) {
        if (step.name) return has_name(document, selector, step, element);
        return step.position.has_value() ||
               (element.local() == name.local && document.namespace_uri(element.ns) == name.ns);
    };
    std::vector<ElementId> siblings;
    for (ElementId id = first_child(document, parent); id != no_element;
         id = next_sibling(document, id))
        if (counts(document.element(id))) siblings.push_back(id);

    if (!step.position || *step.position == 1) {
        if (siblings.empty()) return end_of_content(document, document.element(parent));
        return step.position ? document.element(siblings.front()).span.begin
                             : document.element(siblings.back()).span.end;
    }
    const std::size_t before = std::size_t{*step.position} - 1;
    if (*step.position == 0 || siblings.size() < before) return std::nullopt;
    return document.element(siblings[before - 1]).span.end;
}

Edited insert_element(const Document& document, ElementId parent, std::uint32_t offset,
                      std::string_view text) {
    const Element& element = document.element(parent);
    Splices splices(document);
    splices.insert_content(parent, offset, text);
    // Where the parent was opened, behind the ">" in the place of its "/>".
    return {splices.applied(),
            span_at(element.is_empty_element() ? element.span.end - 1 : offset, text)};
}

Edited replace_element(const Document& document, ElementId element, std::string_view text) {
    const Span old = document.element(element).span;
    Splices splices(document);
    splices.replace(old, std::string(text));
    return {splices.applied(), span_at(old.begin, text)};
}

std::string remove_element(const Document& document, ElementId element) {
    Splices splices(document);
    splices.remove(document.element(element).span);
    return splices.applied();
}

std::string set_attribute(const Document& document, ElementId element, const QualifiedName& name,
                          std::string_view content) {
    Splices splices(document);
    splices.set_attribute(element, name, content);
    return splices.applied();
}

std::string remove_attribute(const Document& document, const Attribute& attribute) {
    Splices splices(document);
    splices.remove_attribute(attribute);
    return splices.applied();
}

}  // namespace xcapd::xml
