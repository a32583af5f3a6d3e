#include "xcap/documents.h"

#include <random>
#include <thread>

#include "base/clock.h"
#include "base/crypto.h"
#include "xcap/conflict.h"
#include "xcap/media.h"

namespace xcapd {
namespace {

using http::Response;
using http::Status;

DocumentKey key_of(const DocumentRequest& request) {
    const auto& document = request.uri.document;
    return {document.user.username, document.user.domain, request.usage.doc_type,
            document.document_uri()};
}

Response plain(Status status, std::string outcome) {
    Response response;
    response.status = status;
    response.account.outcome = std::move(outcome);
    return response;
}

Response no_document() {
    return http::text_response(Status::not_found, "no-document",
                               "There is no document at this URI.");
}

Response precondition_failed() {
    return http::text_response(Status::precondition_failed, "precondition-failed",
                               "The document's entity tag does not meet the condition of this "
                               "request.");
}

Response tagged(Response response, std::string_view etag) {
    response.add("ETag", http::quoted(etag));
    return response;
}

Response document_response(const DocumentRequest& request, StoredDocument document) {
    const auto verdict = request.conditions.evaluate(document.etag, true);
    if (verdict == http::Verdict::failed) return precondition_failed();
    if (verdict == http::Verdict::not_modified)
        return tagged(plain(Status::not_modified, "not-modified"), document.etag);
    Response response = tagged(plain(Status::ok, "ok"), document.etag);
    response.content_type = request.usage.media_type;
    response.body = std::move(document.bytes);
    return response;
}

// A few milliseconds, different for each of the workers that just collided.
void pause_before_retry() {
    static thread_local std::minstd_rand random(std::random_device{}());
    std::this_thread::sleep_for(
        microseconds(std::uniform_int_distribution<int>(200, 5000)(random)));
}

}  // namespace

Documents::Documents(const Config& config, const XcapRoots& roots, const Registry& registry)
    : config_(config),
      roots_(roots),
      registry_(registry),
      limits_{static_cast<std::size_t>(config.max_depth),
              static_cast<std::size_t>(config.max_elements),
              static_cast<std::size_t>(config.max_attributes)} {}

Response Documents::get(const DocumentRequest& request, Store& store) const {
    if (request.usage.compute != nullptr) {
        auto bytes = request.usage.compute(registry_, request.uri.document);
        if (!bytes) return no_document();
        std::string etag = crypto::hex_digest(crypto::Hash::sha256, *bytes).substr(0, 32);
        return document_response(request, {std::move(*bytes), std::move(etag)});
    }
    auto stored = store.find_document(key_of(request));
    if (!stored) return no_document();
    return document_response(request, std::move(*stored));
}

Response Documents::put(const DocumentRequest& request, Store& store) const {
    if (auto refused = refuse_document_media(request.http, request.usage.media_type))
        return std::move(*refused);
    if (request.http.body_state == http::BodyState::too_large)
        return http::text_response(
            Status::content_too_large, "too-large",
            "A document may have at most " + std::to_string(config_.max_document_size) + " bytes.");
    if (auto refused = refuse_directory(request)) return std::move(*refused);

    Change change;
    change.key = key_of(request);
    return until_committed([&]() -> std::optional<Response> {
        change.expected_etag = store.find_etag(change.key);
        if (request.conditions.evaluate(change.expected_etag, false) == http::Verdict::failed)
            return precondition_failed();
        if (!change.bytes) {  // parsed once, however often the race is run
            auto document = accept(request);
            if (!document) return std::move(document.error());
            change.bytes = std::string(document->bytes());
        }
        change.new_etag = http::new_etag();
        if (store.commit(change) == Commit::conflict) return std::nullopt;
        if (change.expected_etag) return tagged(plain(Status::ok, "replaced"), change.new_etag);
        Response created = tagged(plain(Status::created, "created"), change.new_etag);
        created.add("Location", request.uri.document_path);
        return created;
    });
}

Response Documents::remove(const DocumentRequest& request, Store& store) const {
    Change change;
    change.key = key_of(request);
    return until_committed([&]() -> std::optional<Response> {
        change.expected_etag = store.find_etag(change.key);
        if (!change.expected_etag) return no_document();
        if (request.conditions.evaluate(change.expected_etag, false) == http::Verdict::failed)
            return precondition_failed();
        if (store.commit(change) == Commit::conflict) return std::nullopt;
        return plain(Status::ok, "deleted");
    });
}

Result<xml::Document, Response> Documents::accept(const DocumentRequest& request) const {
    auto document =
        xml::Document::parse(request.http.body, limits_, registry_.schema_of(request.usage));
    if (!document) return fail(conflict_response(conflict_of(document.error())));
    if (request.usage.check != nullptr && config_.document_validation) {
        const ConstraintContext context{request.uri.document, roots_, config_};
        if (const auto violation = request.usage.check(*document, context))
            return fail(conflict_response(conflict_of(*violation)));
    }
    return std::move(document.value());
}

// RFC 4825 8.2.1: a document's parent is its directory, and XCAP cannot make directories.
std::optional<Response> Documents::refuse_directory(const DocumentRequest& request) const {
    const auto& uri = request.uri;
    if (request.usage.directories == Directories::any || uri.document.path.size() == 1)
        return std::nullopt;
    const std::string ancestor =
        roots_.uri_of(uri.root, request.http.scheme) + uri.home_path.substr(uri.root.size()) + "/";
    return conflict_response({ConflictKind::no_parent,
                              "Documents of this application lie directly in the home directory.",
                              ancestor});
}

// `attempt` answers, or returns nothing when another writer was faster; then everything that
// depends on the stored state is decided again.
template <class Attempt>
Response Documents::until_committed(Attempt attempt) const {
    const auto deadline = SteadyClock::now() + milliseconds(config_.write_timeout);
    do {
        if (auto response = attempt()) return std::move(*response);
        pause_before_retry();
    } while (SteadyClock::now() < deadline);
    throw StoreError("the document is being written by others without pause");
}

}  // namespace xcapd
