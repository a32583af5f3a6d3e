#include "xml/edit.h"

#include <algorithm>
#include <vector>

#include "base/ascii.h"
#include "xml/escape.h"
#include "xml/namespaces.h"

namespace xcapd::xml {
namespace {

constexpr std::string_view xml_namespace = "http://www.w3.org/XML/1998/namespace";

std::string spliced(std::string_view bytes, Span old, std::string_view text) {
    std::string out;
    out.reserve(bytes.size() - old.size() + text.size());
    out += bytes.substr(0, old.begin);
    out += text;
    out += bytes.substr(old.end);
    return out;
}

Span span_at(std::uint32_t begin, std::string_view text) {
    return {begin, begin + static_cast<std::uint32_t>(text.size())};
}

// Behind the last child and all that follows it: directly before the end tag. In a parent without
// content there is no such place yet; insert_element() makes it.
std::uint32_t end_of_content(const Document& document, const Element& parent) {
    if (parent.is_empty_element()) return parent.span.end;
    // An end tag holds no other `<` than its first; what follows it may be another one.
    return static_cast<std::uint32_t>(document.bytes().rfind("</", parent.span.end - 1));
}

// Effective URI of a prefix at `element`.
std::string_view uri_of_prefix(const Document& document, ElementId element,
                               std::string_view prefix) {
    if (prefix == "xml") return xml_namespace;
    for (const auto& binding : bindings_in_scope(document, element))
        if (binding.prefix == prefix) return binding.uri;
    return {};
}

// The name an attribute of this namespace gets in `element`, and the declaration that it needs
// before it, if any.
struct AttributeName {
    std::string declaration;
    std::string qname;
};
AttributeName name_for(const Document& document, ElementId element, const QualifiedName& name) {
    if (name.ns.empty()) return {{}, name.local};
    if (name.ns == xml_namespace) return {{}, "xml:" + name.local};
    const auto bindings = bindings_in_scope(document, element);
    const auto is_bound = [&](std::string_view prefix) {
        return std::any_of(bindings.begin(), bindings.end(),
                           [&](const Binding& b) { return b.prefix == prefix; });
    };
    // The default namespace does not hold for attributes.
    for (const auto& binding : bindings)
        if (!binding.prefix.empty() && binding.uri == name.ns)
            return {{}, std::string(binding.prefix) + ":" + name.local};
    std::string prefix = "ns1";
    for (int n = 2; is_bound(prefix); ++n) prefix = "ns" + std::to_string(n);
    return {" xmlns:" + prefix + "=\"" + escape(name.ns) + "\"", prefix + ":" + name.local};
}

std::string escape_quote(std::string_view content, char quote) {
    std::string out;
    for (const char c : content) {
        if (c != quote) {
            out += c;
        } else {
            out += quote == '"' ? "&quot;" : "&apos;";
        }
    }
    return out;
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
    if (!element.is_empty_element())
        return {spliced(document.bytes(), {offset, offset}, text), span_at(offset, text)};
    // "<a/>" becomes "<a>" text "</a>".
    const Span slash{element.span.end - 2, element.span.end};
    const auto end_tag = "</" + std::string(element.name()) + ">";
    return {spliced(document.bytes(), slash, ">" + std::string(text) + end_tag),
            span_at(slash.begin + 1, text)};
}

Edited replace_element(const Document& document, ElementId element, std::string_view text) {
    const Span old = document.element(element).span;
    return {spliced(document.bytes(), old, text), span_at(old.begin, text)};
}

std::string remove_element(const Document& document, ElementId element) {
    return spliced(document.bytes(), document.element(element).span, {});
}

std::string set_attribute(const Document& document, ElementId element, const QualifiedName& name,
                          std::string_view content) {
    const Element& owner = document.element(element);
    if (const Attribute* old = document.attribute(owner, name.local, name.ns)) {
        const char quote = document.bytes()[old->raw_value.begin - 1];
        return spliced(document.bytes(), old->raw_value, escape_quote(content, quote));
    }
    const auto [declaration, qname] = name_for(document, element, name);
    std::vector<AttributeToken> attributes;
    const auto tag = tokenize_start_tag(document.bytes(), owner.span.begin, attributes);
    const std::uint32_t at = attributes.empty() ? tag->name.end : attributes.back().value.end + 1;
    return spliced(document.bytes(), {at, at},
                   declaration + " " + qname + "=\"" + escape_quote(content, '"') + "\"");
}

std::string remove_attribute(const Document& document, const Attribute& attribute) {
    Span span{attribute.name.begin, attribute.raw_value.end + 1};
    while (ascii::is_space(document.bytes()[span.begin - 1])) --span.begin;
    return spliced(document.bytes(), span, {});
}

}  // namespace xcapd::xml
