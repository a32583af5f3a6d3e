#include "xcap/nodes.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "base/xml_text.h"
#include "http/etag.h"
#include "xcap/answers.h"
#include "xcap/conflict.h"
#include "xcap/media.h"
#include "xml/edit.h"
#include "xml/namespaces.h"
#include "xml/select.h"

namespace xcapd {
namespace {

using http::Response;
using http::Status;
using xml::Document;
using xml::ElementId;
using xml::Terminal;

constexpr std::string_view element_type = "application/xcap-el+xml";
constexpr std::string_view attribute_type = "application/xcap-att+xml";
constexpr std::string_view namespaces_type = "application/xcap-ns+xml";

std::string_view type_of(Terminal terminal) {
    switch (terminal) {
        case Terminal::element: return element_type;
        case Terminal::attribute: return attribute_type;
        case Terminal::namespaces: return namespaces_type;
    }
    return {};
}

Response no_node(std::string sentence) {
    return http::text_response(Status::not_found, "no-node", std::move(sentence));
}

// RFC 4825 6.3: a selector that matches several nodes selects none.
Response no_match() {
    return no_node("The node selector does not select one node of the document.");
}

Response conflict(ConflictKind kind, std::string phrase) {
    return conflict_response({kind, std::move(phrase)});
}

Failure<Response> cannot_insert(std::string phrase) {
    return fail(conflict(ConflictKind::cannot_insert, std::move(phrase)));
}

std::string unreadable(const xml::ParseError& error) {
    return "The stored document cannot be taken apart: " + error.message;
}

// The body of an attribute PUT without its quotes, which clients send or leave out (FACTS C12).
struct AttributeBody {
    std::string_view content;
    std::string value;  // as a parser will read it
};
Result<AttributeBody, Response> read_attribute_body(std::string_view body) {
    if (!is_utf8(body))
        return fail(conflict(ConflictKind::not_utf_8, "The body is not encoded in UTF-8."));
    std::string_view content = body;
    const auto trimmed = ascii::trim(body);
    if (trimmed.size() >= 2 && (trimmed.front() == '"' || trimmed.front() == '\'') &&
        trimmed.back() == trimmed.front())
        content = trimmed.substr(1, trimmed.size() - 2);
    const bool ends_early =
        content.data() != body.data() && content.find(trimmed.front()) != content.npos;
    auto value = ends_early ? std::nullopt : expand_att_value(content);
    if (!value)
        return fail(conflict(ConflictKind::not_xml_att_value,
                             "The body is no AttValue of XML: \"<\", a \"&\" that begins no "
                             "reference and the delimiting quote must be escaped."));
    return AttributeBody{content, std::move(*value)};
}

}  // namespace

// What an edit leads to.
struct Nodes::Outcome {
    std::string bytes;
    std::optional<std::vector<std::string>> service_uris;
    bool is_new = false;
};

Response Nodes::get(const XcapRequest& request, Store& store) const {
    auto stored = access_.fetch(request, store);
    if (!stored) return no_document();
    const auto document = DocumentAccess::parse_stored(std::move(stored->bytes));
    if (!document) return no_node(unreadable(document.error()));
    const auto& node = *request.node;
    const auto element = xml::select_element(*document, node);
    if (!element) return no_match();
    std::string body;
    if (node.terminal == Terminal::element) {
        body = document->element(*element).span.of(document->bytes());
    } else if (node.terminal == Terminal::attribute) {
        const auto* attribute = xml::select_attribute(*document, node, *element);
        if (attribute == nullptr) return no_match();
        body = attribute->raw_value.of(document->bytes());
    } else {
        body = xml::namespace_document(*document, *element);
    }
    return representation(request, stored->etag, type_of(node.terminal), std::move(body));
}

Response Nodes::put(const XcapRequest& request, Store& store) const {
    const auto& node = *request.node;
    if (auto refused = refuse_node_media(request.http, type_of(node.terminal)))
        return std::move(*refused);
    if (request.http.body_state == http::BodyState::too_large)
        return too_large_body(access_.max_size());
    std::optional<Document> fragment;  // parsed once, however often the race is run
    return write(request, store, [&](const Document& current, const std::string& etag) {
        return node.terminal == Terminal::element ? put_element(request, current, etag, fragment)
                                                  : put_attribute(request, current, etag);
    });
}

Result<Nodes::Outcome, Response> Nodes::put_element(const XcapRequest& request,
                                                    const Document& current,
                                                    const std::string& etag,
                                                    std::optional<Document>& fragment) const {
    const auto& node = *request.node;
    const auto parent = locate_parent(request, current, node.steps.size() - 1);
    if (!parent) return fail(parent.error());
    if (request.conditions.evaluate(etag, false) == http::Verdict::failed)
        return fail(precondition_failed());
    if (!fragment) {
        auto parsed = Document::parse_fragment(request.http.body, access_.limits());
        if (!parsed) return fail(conflict_response(conflict_of(parsed.error())));
        fragment = std::move(parsed.value());
    }

    const auto matches = xml::match_step(current, node, node.steps.back(), *parent);
    if (matches.count > 1) return cannot_insert("The node selector selects several elements.");
    xml::Edited edited;
    if (matches.is_one()) {
        edited = xml::replace_element(current, matches.first, fragment->bytes());
    } else {
        const auto name = xml::name_in_context(*fragment, current, *parent);
        const auto offset = xml::insertion_offset(current, node, *parent, name);
        if (!offset) return cannot_insert("There is no place for an element at this position.");
        edited = xml::insert_element(current, *parent, *offset, fragment->bytes());
    }

    auto result = parse_result(request, std::move(edited.bytes));
    if (!result) return fail(std::move(result.error()));
    const auto selected = xml::select_element(*result, node);
    if (!selected || result->element(*selected).span != edited.element)
        return cannot_insert(
            "After the change the node selector would not select the element of "
            "the body.");
    return judge(request, current, *result, !matches.is_one());
}

Result<Nodes::Outcome, Response> Nodes::put_attribute(const XcapRequest& request,
                                                      const Document& current,
                                                      const std::string& etag) const {
    const auto& node = *request.node;
    const auto owner = locate_parent(request, current, node.steps.size());
    if (!owner) return fail(owner.error());
    if (request.conditions.evaluate(etag, false) == http::Verdict::failed)
        return fail(precondition_failed());
    const auto body = read_attribute_body(request.http.body);
    if (!body) return fail(body.error());

    const bool is_new = xml::select_attribute(current, node, *owner) == nullptr;
    auto result =
        parse_result(request, xml::set_attribute(current, *owner, node.attribute, body->content));
    if (!result) return fail(std::move(result.error()));
    const auto* attribute = xml::select_attribute(*result, node, *owner);
    const bool is_set = attribute != nullptr && attribute->value == body->value;
    // OpenXCAP takes an attribute whose new value its own selector denies (FACTS C2).
    const bool is_selected =
        access_.config().is_openxcap() || xml::select_element(*result, node) == *owner;
    if (!is_set || !is_selected)
        return cannot_insert(
            "After the change the node selector would not select the attribute "
            "of the body.");
    return judge(request, current, *result, is_new);
}

Response Nodes::remove(const XcapRequest& request, Store& store) const {
    return write(request, store, [&](const Document& current, const std::string& etag) {
        return remove_node(request, current, etag);
    });
}

Result<Nodes::Outcome, Response> Nodes::remove_node(const XcapRequest& request,
                                                    const Document& current,
                                                    const std::string& etag) const {
    const auto& node = *request.node;
    const auto element = xml::select_element(current, node);
    const auto* attribute = element && node.terminal == Terminal::attribute
                                ? xml::select_attribute(current, node, *element)
                                : nullptr;
    if (!element || (node.terminal == Terminal::attribute && attribute == nullptr))
        return fail(no_match());
    if (request.conditions.evaluate(etag, false) == http::Verdict::failed)
        return fail(precondition_failed());
    const auto cannot_delete = [](std::string phrase) {
        return fail(conflict(ConflictKind::cannot_delete, std::move(phrase)));
    };
    if (attribute == nullptr && node.steps.size() == 1)
        return cannot_delete("A document cannot be without its root element.");

    auto result =
        parse_result(request, attribute == nullptr ? xml::remove_element(current, *element)
                                                   : xml::remove_attribute(current, *attribute));
    if (!result) return fail(std::move(result.error()));
    const auto left = xml::select_element(*result, node);
    if (left && (attribute == nullptr || xml::select_attribute(*result, node, *left) != nullptr))
        return cannot_delete("After the deletion the node selector would select another node.");
    return judge(request, current, *result, false);
}

Result<Nodes::Outcome, Response> Nodes::judge(const XcapRequest& request, const Document& before,
                                              const Document& result, bool is_new) const {
    if (auto refused = access_.refuse_edit(request, &before, &result))
        return fail(std::move(*refused));
    if (auto refused = access_.check(request, result)) return fail(std::move(*refused));
    return Outcome{std::string(result.bytes()), access_.service_uris_of(request, result), is_new};
}

template <class Edit>
Response Nodes::write(const XcapRequest& request, Store& store, Edit edit) const {
    const bool is_put = request.http.method == "PUT";
    Change change;
    change.key = access_.key_of(request);
    return access_.until_committed(store, [&]() -> std::optional<Response> {
        auto stored = store.find_document(change.key);
        const bool is_stored = stored.has_value();
        if (const auto* fallback = access_.default_of(request); !stored && fallback != nullptr)
            stored = *fallback;
        if (!stored)
            return is_put ? access_.no_directory(request, "There is no document at this URI.")
                          : no_document();
        const auto current = DocumentAccess::parse_stored(std::move(stored->bytes));
        if (!current)
            return is_put ? no_parent(request, 0, unreadable(current.error()))
                          : no_node(unreadable(current.error()));
        auto outcome = edit(*current, stored->etag);
        if (!outcome) return std::move(outcome.error());
        change.bytes = std::move(outcome->bytes);
        change.service_uris = std::move(outcome->service_uris);
        change.expected_etag = is_stored ? std::optional(std::move(stored->etag)) : std::nullopt;
        change.new_etag = http::new_etag();
        return access_.commit(request, store, change,
                              is_put ? put_done(request, outcome->is_new, change.new_etag)
                                     : tagged(plain(Status::ok, "deleted"), change.new_etag));
    });
}

Response Nodes::no_parent(const XcapRequest& request, std::size_t steps, std::string phrase) const {
    return conflict_response({ConflictKind::no_parent, std::move(phrase),
                              access_.absolute(request, uri_of(request, steps))});
}

Result<ElementId, Response> Nodes::locate_parent(const XcapRequest& request,
                                                 const Document& document,
                                                 std::size_t steps) const {
    if (const auto parent = xml::select_context(document, *request.node, steps)) return *parent;
    return fail(no_parent(request, xml::count_selected(document, *request.node, steps),
                          "The parent of this node does not exist, or is not a single element."));
}

Result<Document, Response> Nodes::parse_result(const XcapRequest& request,
                                               std::string bytes) const {
    if (bytes.size() > access_.max_size())
        return fail(conflict(
            ConflictKind::constraint_failure,
            "The document would have more than " + std::to_string(access_.max_size()) + " bytes."));
    auto result = access_.parse(request, std::move(bytes));
    if (result) return std::move(result.value());
    // Both parts were well-formed alone; what can be wrong is a prefix that nothing binds.
    if (result.error().fault == xml::ParseFault::not_well_formed)
        result.error().fault = xml::ParseFault::not_fragment;
    result.error().message = "In the document after the change: " + result.error().message;
    return fail(conflict_response(conflict_of(result.error())));
}

}  // namespace xcapd
