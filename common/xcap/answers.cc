#include "xcap/answers.h"

#include <utility>

#include "base/percent.h"
#include "http/etag.h"

namespace xcapd {

using http::Response;
using http::Status;

namespace {

// ETag, Location; behind us Authentication-Info, Cache-Control: what is added when a write is done
// must not need memory.
constexpr std::size_t most_headers = 4;

}  // namespace

Response plain(Status status, std::string outcome) {
    Response response;
    response.status = status;
    response.account.outcome = std::move(outcome);
    response.headers.reserve(most_headers);
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

Response representation(const XcapRequest& request, std::string_view etag,
                        std::string_view content_type, std::string body) {
    const auto verdict = request.conditions.evaluate(etag, true);
    if (verdict == http::Verdict::failed) return precondition_failed();
    if (verdict == http::Verdict::not_modified)
        return tagged(plain(Status::not_modified, "not-modified"), etag);
    Response response = tagged(plain(Status::ok, "ok"), etag);
    response.content_type = content_type;
    response.body = std::move(body);
    return response;
}

std::string uri_of(const XcapRequest& request, std::optional<std::size_t> steps) {
    std::string uri = request.uri.document_path();
    if (request.node == nullptr || steps == std::size_t{0}) return uri;
    const auto& node = *request.node;
    const std::size_t end = steps ? node.steps[*steps - 1].end : node.text.size();
    uri += "/~~/" + percent_encode_path(std::string_view(node.text).substr(0, end));
    if (!node.query.empty()) uri += "?" + node.query;
    return uri;
}

Response put_done(const XcapRequest& request, bool is_new, std::string_view etag) {
    if (!is_new) return tagged(plain(Status::ok, "replaced"), etag);
    Response created = tagged(plain(Status::created, "created"), etag);
    created.add("Location", uri_of(request));
    return created;
}

}  // namespace xcapd
