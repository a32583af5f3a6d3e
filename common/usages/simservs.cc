#include "usages/simservs.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "base/ascii.h"
#include "base/file.h"
#include "xml/select.h"
#include "xml/text_content.h"

namespace xcapd {
namespace {

using xml::Document;
using xml::Element;
using xml::ElementId;

constexpr std::string_view operator_attributes[] = {"authorized", "provisioned"};
constexpr std::string_view default_document =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<simservs xmlns=\"http://uri.etsi.org/ngn/params/xml/simservs/xcap\"/>\n";

bool is_operator_element(const Document& document, const Element& element) {
    return element.local().starts_with("operator-") ||
           has_name(document, element, {simservs_namespace, "MMTelServices"});
}

std::string_view operator_attribute(const Document& document, const Element& element) {
    for (const auto name : operator_attributes)
        if (document.attribute(element, name) != nullptr) return name;
    return {};
}

// One element of the operator's share, or around it, in a spelling of ours.
struct Piece {
    std::string_view part;  // what a person would call it; empty: it stands around a part
    std::string content;

    bool operator==(const Piece& other) const { return content == other.content; }
};

// NUL ends a field: no XML holds one.
void add_field(std::string& out, std::string_view field) {
    out += field;
    out += '\0';
}

std::string name_of(const Document& document, const Element& element) {
    std::string out = std::to_string(element.depth);
    out += ' ';
    add_field(out, document.namespace_uri(element.ns));
    add_field(out, element.local());
    return out;
}

void add_attributes(std::string& out, const Document& document, const Element& element) {
    std::vector<std::tuple<std::string_view, std::string_view, std::string_view>> attributes;
    for (auto it = document.attributes_begin(element); it != document.attributes_end(element); ++it)
        attributes.emplace_back(document.namespace_uri(it->ns), it->local(), it->value);
    std::sort(attributes.begin(), attributes.end());
    for (const auto& [ns, local, value] : attributes) {
        add_field(out, ns);
        add_field(out, local);
        add_field(out, value);
    }
}

// Beside child elements, white space is layout.
void add_text(std::string& out, const Document& document, ElementId id) {
    const auto& element = document.element(id);
    auto child = xml::first_child(document, id);
    if (child == xml::no_element) return add_field(out, xml::text_content(document, element));
    std::size_t begin = element.start_tag_end;
    const auto add_until = [&](std::size_t end) {
        const auto text = xml::text_between_tags(document.bytes().substr(begin, end - begin));
        add_field(out, ascii::trim(text));
    };
    for (; child != xml::no_element; child = xml::next_sibling(document, child)) {
        add_until(document.element(child).span.begin);
        begin = document.element(child).span.end;
    }
    add_until(document.bytes().substr(0, element.span.end).rfind("</"));
}

// Everything, of an element in an operator's element.
Piece whole(const Document& document, ElementId id, std::string_view part) {
    Piece piece{part, name_of(document, document.element(id))};
    add_attributes(piece.content, document, document.element(id));
    add_text(piece.content, document, id);
    return piece;
}

// Of a user's element, what tells it from others, and the operator's attributes.
Piece outline(const Document& document, const Element& element) {
    Piece piece{operator_attribute(document, element), name_of(document, element)};
    const auto add = [&](std::string_view name) {
        const auto* attribute = document.attribute(element, name);
        if (attribute == nullptr) return;
        add_field(piece.content, name);
        add_field(piece.content, attribute->value);
    };
    add("id");
    for (const auto name : operator_attributes) add(name);
    return piece;
}

// The document without what is the user's alone: linear in its size.
std::vector<Piece> operator_share(const Document* document) {
    std::vector<Piece> share;
    if (document == nullptr) return share;
    const auto size = static_cast<ElementId>(document->elements().size());
    std::vector<bool> is_kept(size);  // a part, or around one
    for (ElementId id = 0; id < size; ++id) {
        const auto& element = document->element(id);
        if (!is_operator_element(*document, element) &&
            operator_attribute(*document, element).empty())
            continue;
        for (auto it = id; it != xml::no_element && !is_kept[it]; it = document->element(it).parent)
            is_kept[it] = true;
    }
    for (ElementId id = 0; id < size;) {
        const auto& element = document->element(id);
        if (is_operator_element(*document, element)) {
            for (const auto part = element.local(); id < element.next; ++id)
                share.push_back(whole(*document, id, part));
        } else {
            if (is_kept[id]) share.push_back(outline(*document, element));
            ++id;
        }
    }
    return share;
}

std::string_view first_part(const std::vector<Piece>& share, std::size_t from) {
    for (; from < share.size(); ++from)
        if (!share[from].part.empty()) return share[from].part;
    return {};
}

}  // namespace

std::string refuse_operator_edit(const Document* before, const Document* after) {
    const auto old_share = operator_share(before);
    const auto new_share = operator_share(after);
    const auto [old_end, new_end] =
        std::mismatch(old_share.begin(), old_share.end(), new_share.begin(), new_share.end());
    if (old_end == old_share.end() && new_end == new_share.end()) return {};
    const auto at = static_cast<std::size_t>(old_end - old_share.begin());
    auto part = first_part(old_share, at);
    if (part.empty()) part = first_part(new_share, at);
    return "This would change what is the operator's in the document: only trusted peers may add, "
           "change or remove \"" +
           std::string(part) + "\".";
}

Result<std::optional<std::string>, std::string> load_default_simservs(const Config& config) {
    using Bytes = std::optional<std::string>;
    if (!config.simservs_provision) return Bytes();
    const auto& path = config.simservs_default_document;
    if (path.empty()) return Bytes(default_document);
    auto text = read_file(path);
    if (!text)
        return fail("[Simservs] default_document: " + path + " cannot be read: " + text.error());
    return Bytes(std::move(*text));
}

}  // namespace xcapd
