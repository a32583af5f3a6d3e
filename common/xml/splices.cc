#include "xml/splices.h"

#include <algorithm>
#include <stdexcept>

#include "base/ascii.h"
#include "xml/escape.h"
#include "xml/namespaces.h"

namespace xcapd::xml {
namespace {

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

std::uint32_t end_of_content(const Document& document, const Element& element) {
    if (element.is_empty_element()) return element.span.end;
    // An end tag holds no other `<` than its first; what follows it may be another one.
    return static_cast<std::uint32_t>(document.bytes().rfind("</", element.span.end - 1));
}

void Splices::replace(Span old, std::string text) { splices_.push_back({old, std::move(text)}); }

void Splices::insert_content(ElementId parent, std::uint32_t offset, std::string_view text) {
    const Element& element = document_.element(parent);
    if (!element.is_empty_element()) return insert(offset, std::string(text));
    // "<a/>" becomes "<a>" text "</a>".
    replace({element.span.end - 2, element.span.end},
            ">" + std::string(text) + "</" + std::string(element.name()) + ">");
}

void Splices::set_attribute(ElementId element, const QualifiedName& name,
                            std::string_view content) {
    const Element& owner = document_.element(element);
    if (const Attribute* old = document_.attribute(owner, name.local, name.ns)) {
        const char quote = document_.bytes()[old->raw_value.begin - 1];
        return replace(old->raw_value, escape_quote(content, quote));
    }
    const auto [declaration, qname] = name_for(document_, element, name);
    std::vector<AttributeToken> attributes;
    const auto tag = tokenize_start_tag(document_.bytes(), owner.span.begin, attributes);
    const std::uint32_t at = attributes.empty() ? tag->name.end : attributes.back().value.end + 1;
    insert(at, declaration + " " + qname + "=\"" + escape_quote(content, '"') + "\"");
}

void Splices::remove_attribute(const Attribute& attribute) {
    Span span{attribute.name.begin, attribute.raw_value.end + 1};
    while (ascii::is_space(document_.bytes()[span.begin - 1])) --span.begin;
    remove(span);
}

std::string Splices::applied() const {
    std::vector<const Splice*> in_order;
    std::size_t added = 0;
    for (const auto& splice : splices_) {
        in_order.push_back(&splice);
        added += splice.text.size();
    }
    std::stable_sort(in_order.begin(), in_order.end(), [](const Splice* a, const Splice* b) {
        return a->old.begin != b->old.begin ? a->old.begin < b->old.begin
                                            : a->old.size() == 0 && b->old.size() > 0;
    });
    const std::string_view bytes = document_.bytes();
    std::string out;
    out.reserve(bytes.size() + added);
    std::uint32_t done = 0;
    for (const Splice* splice : in_order) {
        if (splice->old.begin < done) throw std::logic_error("Splices of the same bytes");
        out += bytes.substr(done, splice->old.begin - done);
        out += splice->text;
        done = splice->old.end;
    }
    out += bytes.substr(done);
    return out;
}

}  // namespace xcapd::xml
