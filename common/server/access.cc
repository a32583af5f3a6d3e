#include "server/access.h"

namespace xcapd {

using http::Response;
using http::Status;

Response response_of(const AuthFailure& failure) {
    using Kind = AuthFailure::Kind;
    const auto status = failure.kind == Kind::bad_request ? Status::bad_request
                        : failure.kind == Kind::forbidden ? Status::forbidden
                                                          : Status::unauthorized;
    auto response = http::text_response(status, failure.outcome, failure.message);
    for (const auto& challenge : failure.challenges) response.add("WWW-Authenticate", challenge);
    response.log_line = failure.log_line;
    return response;
}

std::optional<Response> refuse_headers(const http::Request& request) {
    if (request.body_state == http::BodyState::truncated)
        return http::text_response(Status::bad_request, "truncated-body",
                                   "The body is shorter than its Content-Length.");
    // RFC 9110 14.5: a server that does not support partial PUT must refuse it.
    if (request.method == "PUT" && request.header("content-range"))
        return http::text_response(Status::bad_request, "content-range",
                                   "A PUT of a byte range is not supported.");
    return std::nullopt;
}

// A user who proved a password has an account; a peer may name anybody, and so may a proxy.
bool knows_user(const Config& config, const Identity& identity, const UserId& user, Store& store) {
    if (user.empty() || identity.kind == Identity::Kind::user || !config.require_known_user)
        return true;
    return store.find_credentials(user.username, user.domain).has_value();
}

}  // namespace xcapd
