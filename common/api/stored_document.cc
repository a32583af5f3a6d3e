#include "api/stored_document.h"

#include "api/answers.h"
#include "http/etag.h"
#include "xcap/answers.h"
#include "xcap/conflict.h"
#include "xml/document.h"

namespace xcapd::api {

using http::Response;
using http::Status;
using http::Verdict;

namespace {

Response too_large(const Call& call) {
    return error(
        Status::conflict, "constraint-failure",
        "The document would have more than " + std::to_string(call.access.max_size()) + " bytes.");
}

Response unreadable(const xml::ParseError& fault) {
    return error(Status::conflict, "api-unreadable",
                 "The stored document cannot be taken apart: " + fault.message);
}

// Bytes that shall be stored, or the answer that refuses them.
std::optional<Response> refuse(const Call& call, const std::string& bytes) {
    if (bytes.size() > call.access.max_size()) return too_large(call);
    const auto document = call.access.parse(call.document, bytes);
    if (!document) return conflict_response(conflict_of(document.error()));
    return call.access.check(call.document, *document);
}

// The document of a user who has none, as an element tree that nobody stored.
const xml::Document& fresh_document() {
    static const xml::Document document =
        DocumentAccess::parse_stored(AddressbookDocument::fresh()).value();
    return document;
}

bool is_success(const Response& response) { return static_cast<int>(response.status) < 300; }

}  // namespace

Response change_document(const Call& call,
                         const std::function<Decision(const StoredDocument*)>& decide) {
    Change change;
    change.key = call.access.key_of(call.document);
    return call.access.until_committed(call.store, [&]() -> std::optional<Response> {
        const auto before = call.store.find_document(change.key);
        auto decision = decide(before ? &*before : nullptr);
        if (auto* answer = std::get_if<Response>(&decision)) return std::move(*answer);
        change.expected_etag = before ? std::optional(before->etag) : std::nullopt;
        // Behind the 404 of what is no contact: RFC 9110 13.2.1.
        if (call.document.conditions.evaluate(change.expected_etag, false) == Verdict::failed)
            return precondition_failed();
        if (std::holds_alternative<TooLarge>(decision)) return too_large(call);
        auto& edit = std::get<Edit>(decision);
        if (before && edit.bytes == before->bytes)
            return tagged(std::move(edit.done), before->etag);
        if (edit.bytes)
            if (auto refused = refuse(call, *edit.bytes)) return refused;
        change.bytes = std::move(edit.bytes);
        change.new_etag = http::new_etag();
        if (change.bytes) edit.done = tagged(std::move(edit.done), change.new_etag);
        return call.access.commit(call.document, call.store, change, std::move(edit.done));
    });
}

Response change_addressbook(const Call& call,
                            const std::function<Decision(const AddressbookDocument&)>& decide) {
    return change_document(call, [&](const StoredDocument* before) -> Decision {
        if (before == nullptr) return decide(AddressbookDocument(fresh_document()));
        const auto document = DocumentAccess::parse_stored(before->bytes);
        if (!document) return unreadable(document.error());
        return decide(AddressbookDocument(*document));
    });
}

Response read_addressbook_with(const Call& call,
                               const std::function<Response(const AddressbookDocument&)>& show) {
    const auto found = call.store.find(query_of(call.route, call.document, call.access));
    if (!found) return conditional(call, std::nullopt, show(AddressbookDocument(fresh_document())));
    if (!found->bytes) return conditional(call, found->etag, json_answer(Status::ok, "api-ok", {}));
    const auto document = DocumentAccess::parse_stored(*found->bytes);
    if (!document) return unreadable(document.error());
    return conditional(call, found->etag, show(AddressbookDocument(*document)));
}

Response conditional(const Call& call, const std::optional<std::string>& etag, Response response) {
    if (!is_success(response)) return response;
    switch (call.document.conditions.evaluate(etag, true)) {
        case Verdict::failed: return precondition_failed();
        case Verdict::not_modified:
            return tagged(plain(Status::not_modified, "not-modified"), *etag);
        case Verdict::go_on: break;
    }
    return etag ? tagged(std::move(response), *etag) : response;
}

}  // namespace xcapd::api
