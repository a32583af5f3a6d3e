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
        if (!found) {
            const auto* fallback = access_.default_of(request);
            return fallback == nullptr ? no_document()
                                       : representation(request, fallback->etag,
                                                        request.usage.media_type, fallback->bytes);
        }
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
    // What a phone polls for is most often what it has; then the bytes need not be fetched. Nor for
    // a write, unless it must keep parts of what is there.
    std::string without_bytes;
    if (request.http.is_read()) {
        without_bytes = request.conditions.deciding_tags();
    } else if (request.usage.refuse_edit == nullptr) {
        without_bytes = DocumentQuery::tag_only;
    }
    return {access_.key_of(request), std::move(without_bytes)};
}

Response Documents::put(const XcapRequest& request, Store& store) const {
    if (auto refused = refuse_document_media(request.http, request.usage.media_type))
        return std::move(*refused);
    if (request.http.body_state == http::BodyState::too_large)
        return too_large_body(access_.max_size());
    if (auto refused = refuse_directory(request)) return std::move(*refused);

    const auto query = query_of(request);
    Change change;
    change.key = query.key;
    std::optional<xml::Document> document;  // parsed once, however often the race is run
    return access_.until_committed(store, [&]() -> std::optional<Response> {
        auto before = store.find(query);
        change.expected_etag = before ? std::optional(before->etag) : std::nullopt;
        if (const auto* fallback = access_.default_of(request); !before && fallback != nullptr)
            before = {fallback->etag, fallback->bytes};
        const auto etag = before ? std::optional(before->etag) : std::nullopt;
        if (request.conditions.evaluate(etag, false) == http::Verdict::failed)
            return precondition_failed();
        if (!document) {
            auto parsed = access_.parse(request, document_bytes(request));
            if (!parsed) return conflict_response(conflict_of(parsed.error()));
            document = std::move(parsed.value());
        }
        if (auto refused = refuse_edit(request, before, &*document)) return refused;
        if (!change.bytes) {
            if (auto refused = access_.check(request, *document)) return refused;
            change.bytes = std::string(document->bytes());
            change.service_uris = access_.service_uris_of(request, *document);
        }
        change.new_etag = http::new_etag();
        return access_.commit(request, store, change, put_done(request, !etag, change.new_etag));
    });
}

Response Documents::remove(const XcapRequest& request, Store& store) const {
    const auto query = query_of(request);
    Change change;
    change.key = query.key;
    if (request.usage.owned_uris != nullptr) change.service_uris.emplace();
    return access_.until_committed(store, [&]() -> std::optional<Response> {
        const auto before = store.find(query);
        if (!before) return no_document();
        change.expected_etag = before->etag;
        if (request.conditions.evaluate(change.expected_etag, false) == http::Verdict::failed)
            return precondition_failed();
        // What is left is the default, where there is one.
        std::optional<xml::Document> left;
        if (const auto* fallback = access_.default_of(request); fallback != nullptr)
            if (auto parsed = access_.parse_stored(fallback->bytes)) left = std::move(*parsed);
        if (auto refused = refuse_edit(request, before, left ? &*left : nullptr)) return refused;
        return access_.commit(request, store, change, plain(Status::ok, "deleted"));
    });
}

std::optional<Response> Documents::refuse_edit(const XcapRequest& request,
                                               const std::optional<FoundDocument>& before,
                                               const xml::Document* after) const {
    if (request.is_trusted || request.usage.refuse_edit == nullptr) return std::nullopt;
    if (!before) return access_.refuse_edit(request, nullptr, after);
    const auto parsed = access_.parse_stored(before->bytes.value_or(std::string()));
    if (parsed) return access_.refuse_edit(request, &*parsed, after);
    return http::text_response(Status::forbidden, "forbidden-edit",
                               "The stored document cannot be taken apart (" +
                                   parsed.error().message +
                                   "), so only trusted peers may replace or delete it.");
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
