// From an allowed request to its handler: media type, size, JSON, and the object of the route.
#include "api/answers.h"
#include "api/routes.h"
#include "api/validation.h"
#include "http/media_type.h"
#include "xcap/media.h"

namespace xcapd::api {

using http::Response;
using http::Status;

namespace {

// A type must be named: a page of any origin may send a body without one, or a form's, and with
// the user's credentials, while for JSON's a browser asks first (the Fetch standard, CORS).
bool is_accepted(std::string_view content_type, Body kind) {
    const auto type = http::essence(content_type);
    return type == "application/json" ||
           (kind == Body::merge_patch && type == "application/merge-patch+json");
}

}  // namespace

Response answer(const Call& call) {
    const auto& route = call.route;
    if (route.kind == Body::none) return route.handler(call, Json());
    const auto& request = call.http();
    if (!is_accepted(request.header("content-type").value_or(""), route.kind))
        return error(Status::unsupported_media_type, "wrong-media-type",
                     route.kind == Body::merge_patch
                         ? "The body must be application/merge-patch+json or application/json."
                         : "The body must be application/json.");
    if (request.body_state == http::BodyState::too_large)
        return too_large_body(call.access.max_size());

    Faults faults;
    const Location at("body");
    if (request.body.empty()) {
        faults.add(at, "field required", "value_error.missing");
        return unprocessable(std::move(faults));
    }
    auto body = parse_json(request.body);
    std::optional<Emptied> emptied;
    if (body) emptied.emplace(*body);
    if (!body) {
        faults.add(Location(at, body.error().position), body.error().message,
                   "value_error.jsondecode");
    } else if (route.kind == Body::json) {
        validate(*body, *route.body, at, faults);
    } else {
        validate_patch(*body, *route.body, at, faults);
    }
    if (!faults.empty()) return unprocessable(std::move(faults));
    return route.handler(call, *body);
}

}  // namespace xcapd::api
