#include "xcap/documents.h"

#include "base/ascii.h"
#include "http/etag.h"
#include "xcap/answers.h"
#include "xcap/conflict.h"
#include "xcap/media.h"

namespace xcapd {

using http::Response;
using http::Status;

Response Documents::get(const XcapRequest& request, Store& store) const {
    if (computed_by(request.usage, request.uri.document) == nullptr) {
        auto found = store.find(query_of(request));
        if (!found) return no_document();
        if (found->bytes || request.conditions.evaluate(found->etag, true) != http::Verdict::go_on)
            return representation(request, found->etag, request.usage.media_type,
                                  std::move(found->bytes).value_or(std::string()));
    }
    auto stored = access_.fetch(request, store);
    if (!stored) return no_document();
    return representation(request, stored->etag, request.usage.media_type,
                          std::move(stored->bytes));
}

DocumentQuery Documents::query_of(const XcapRequest& request) const {
    // What a phone polls for is most often what it has; then the bytes need not be fetched.
    return {access_.key_of(request), request.http.is_read() ? request.conditions.deciding_tags()
                                                            : std::string(DocumentQuery::tag_only)};
}

Response Documents::put(const XcapRequest& request, Store& store) const {
    if (auto refused = refuse_document_media(request.http, request.usage.media_type))
        return std::move(*refused);
    if (request.http.body_state == http::BodyState::too_large)
        return too_large_body(access_.max_size());
    if (auto refused = refuse_directory(request)) return std::move(*refused);

    Change change;
    change.key = access_.key_of(request);
    return access_.until_committed(store, [&]() -> std::optional<Response> {
        change.expected_etag = store.find_etag(change.key);
        if (request.conditions.evaluate(change.expected_etag, false) == http::Verdict::failed)
            return precondition_failed();
        if (!change.bytes) {  // parsed once, however often the race is run
            const auto document = access_.parse(request, document_bytes(request));
            if (!document) return conflict_response(conflict_of(document.error()));
            if (auto refused = access_.check(request, *document)) return refused;
            change.bytes = std::string(document->bytes());
            change.service_uris = access_.service_uris_of(request, *document);
        }
        change.new_etag = http::new_etag();
        return access_.commit(request, store, change,
                              put_done(request, !change.expected_etag, change.new_etag));
    });
}

Response Documents::remove(const XcapRequest& request, Store& store) const {
    Change change;
    change.key = access_.key_of(request);
    if (request.usage.owned_uris != nullptr) change.service_uris.emplace();
    return access_.until_committed(store, [&]() -> std::optional<Response> {
        change.expected_etag = store.find_etag(change.key);
        if (!change.expected_etag) return no_document();
        if (request.conditions.evaluate(change.expected_etag, false) == http::Verdict::failed)
            return precondition_failed();
        return access_.commit(request, store, change, plain(Status::ok, "deleted"));
    });
}

// OpenXCAP forgives white space around a document, which is not well-formed before "<?xml".
std::string Documents::document_bytes(const XcapRequest& request) const {
    const auto& body = request.http.body;
    return access_.config().is_openxcap() ? std::string(ascii::trim(body)) : body;
}

// RFC 4825 8.2.1: a document's parent is its directory, and XCAP cannot make directories.
std::optional<Response> Documents::refuse_directory(const XcapRequest& request) const {
    if (request.usage.directories == Directories::any || request.uri.document.path.size() == 1)
        return std::nullopt;
    return access_.no_directory(
        request, "Documents of this application lie directly in the home directory.");
}

}  // namespace xcapd
