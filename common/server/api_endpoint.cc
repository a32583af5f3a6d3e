#include "server/api_endpoint.h"

#include <algorithm>
#include <new>

#include "api/answers.h"
#include "api/openapi.h"
#include "api/routes.h"
#include "api/validation.h"
#include "base/ascii.h"
#include "http/etag.h"
#include "http/preconditions.h"
#include "server/access.h"
#include "server/authorization.h"
#include "usages/content_tag.h"
#include "usages/pres_content.h"

namespace xcapd {
namespace {

using http::Response;
using http::Status;

constexpr std::string_view description_methods = "GET, HEAD, OPTIONS";
// A page gets at a header only where it is named.
constexpr std::string_view exposed_headers =
    "ETag, X-Total-Count, Link, Content-Location, Preference-Applied, WWW-Authenticate";
constexpr std::string_view accepted_headers =
    "Authorization, Content-Type, If-Match, If-None-Match, Prefer";
constexpr std::string_view preflight_seconds = "600";

std::string_view path_of(const http::Request& request) {
    return std::string_view(request.target).substr(0, request.target.find('?'));
}

Response options_response(std::string allowed) {
    auto response = api::no_content("options");
    response.add("Allow", std::move(allowed));
    return response;
}

Response method_not_allowed(std::string allowed) {
    auto response =
        api::error(Status::method_not_allowed, "method-not-allowed", "Method Not Allowed");
    response.add("Allow", std::move(allowed));
    return response;
}

// The document behind a resource, as an XCAP client would name it.
XcapUri uri_of(const api::Route& route, const std::string& user) {
    XcapUri uri;
    auto& document = uri.document;
    document.xui = "sip:" + user;
    document.user = UserId::from_xui(document.xui);
    if (route.behind == api::Behind::icon) {
        document.auid = "org.openmobilealliance.pres-content";
        document.path = {std::string(status_icon_directory), "index"};
    } else {
        document.auid = "resource-lists";
        document.path = {"index"};
    }
    return uri;
}

}  // namespace

ApiEndpoint::ApiEndpoint(const Config& config, const XcapRoots& roots, const Registry& registry,
                         const Authenticator& authenticator)
    : config_(config),
      registry_(registry),
      authenticator_(authenticator),
      access_(config, roots, registry) {
    if (!config.api_enabled) return;
    description_ = api::openapi_description(config.auth_type);
    description_tag_ = content_tag(description_);
}

bool ApiEndpoint::serves(std::string_view path) const {
    return config_.api_enabled &&
           (path == api::description_path || path == api::base_path ||
            (path.starts_with(api::base_path) && path[api::base_path.size()] == '/'));
}

Response ApiEndpoint::handle(const http::Request& request, Store& store,
                             http::Account& account) const {
    if (path_of(request) == api::description_path) return describe(request);
    http::Header authentication_info;
    Response response = answer(request, store, account, authentication_info);
    if (!authentication_info.value.empty())
        response.headers.push_back(std::move(authentication_info));
    return response;
}

Response ApiEndpoint::describe(const http::Request& request) const {
    if (request.method == "OPTIONS") return options_response(std::string(description_methods));
    if (!request.is_read()) return method_not_allowed(std::string(description_methods));
    const auto conditions = http::Preconditions::parse(request);
    if (!conditions) return api::error(Status::bad_request, "bad-condition", conditions.error());
    Response response;
    switch (conditions->evaluate(description_tag_, true)) {
        case http::Verdict::failed:
            return api::error(Status::precondition_failed, "precondition-failed",
                              "The description has another entity tag.");
        case http::Verdict::not_modified:
            response.status = Status::not_modified;
            response.account.outcome = "not-modified";
            break;
        case http::Verdict::go_on:
            response = api::json_answer(Status::ok, "api-description", description_);
    }
    response.add("ETag", http::quoted(description_tag_));
    return response;
}

Response ApiEndpoint::answer(const http::Request& request, Store& store, http::Account& account,
                             http::Header& authentication_info) const {
    const auto resource = api::find_resource(path_of(request));
    if (!resource) return api::error(Status::not_found, "api-no-path", "Not Found");
    if (request.method == "OPTIONS") return options_response(api::methods_of(*resource));
    const auto* route = api::find_route(*resource, request.method);
    if (route == nullptr) return method_not_allowed(api::methods_of(*resource));
    const auto& user = resource->values.front();
    if (!api::user_format.matches(user)) {
        api::Faults faults;
        const api::Location at("path");
        faults.add(api::Location(at, "user"),
                   "string does not match regex \"" + std::string(api::user_format.pattern) + "\"",
                   "value_error.str.regex");
        return api::unprocessable(std::move(faults));
    }
    const auto uri = uri_of(*route, user);
    account.auid = uri.document.auid;
    account.document = uri.document.document_uri();
    const auto* usage = registry_.find(uri.document.auid);
    if (usage == nullptr) return api::error(Status::not_found, "no-application", "Not Found");
    if (auto refused = refuse_headers(request)) return std::move(*refused);
    const auto conditions = http::Preconditions::parse(request);
    if (!conditions) return api::error(Status::bad_request, "bad-condition", conditions.error());

    XcapRequest document{request, *conditions, uri, *usage, nullptr};
    if (!is_public(*usage, uri.document, request.is_read(), config_)) {
        store.expect(api::query_of(*route, document, access_));
        auto authenticated = authenticator_.authenticate(request, uri.document.user.domain, store);
        if (!authenticated) return response_of(authenticated.error());
        const auto& identity = authenticated.value();
        account.user = identity.name_for(uri.document.user);
        authentication_info = {"Authentication-Info", identity.authentication_info};
        const auto refusal = refusal_of(*usage, identity, uri.document, request.is_read(), config_);
        if (!refusal.empty()) return api::error(Status::forbidden, "forbidden", refusal);
        document.is_trusted = identity.kind == Identity::Kind::peer;
        if (!knows_user(config_, identity, uri.document.user, store)) {
            auto unknown = api::not_found("User");
            unknown.account.outcome = "no-user";
            return unknown;
        }
    }
    return api::answer({*route, *resource, document, access_, store});
}

void ApiEndpoint::finish(const http::Request& request, Response& response) const {
    response = api::in_json(std::move(response));
    if (!config_.cors_origins.empty()) share(request, response);
}

void ApiEndpoint::share(const http::Request& request, Response& response) const {
    const bool is_for_all = ascii::is_listed(config_.cors_origins, "*");
    if (!is_for_all) response.add("Vary", "Origin");
    const auto origin = request.header("origin");
    if (!origin || !(is_for_all || ascii::is_listed(config_.cors_origins, *origin))) return;
    response.add("Access-Control-Allow-Origin", is_for_all ? "*" : std::string(*origin));
    response.add("Access-Control-Expose-Headers", std::string(exposed_headers));
    if (request.method != "OPTIONS") return;
    response.add("Access-Control-Allow-Methods", std::string(response.header("Allow")));
    response.add("Access-Control-Allow-Headers", std::string(accepted_headers));
    response.add("Access-Control-Max-Age", std::string(preflight_seconds));
}

}  // namespace xcapd
