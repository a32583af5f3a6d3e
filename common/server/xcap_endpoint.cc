#include "server/xcap_endpoint.h"

#include "server/access.h"
#include "server/authorization.h"
#include "uri/node_selector_parser.h"
#include "xcap/answers.h"

namespace xcapd {
namespace {

using http::Response;
using http::Status;

constexpr std::string_view all_methods = "GET, HEAD, PUT, DELETE, OPTIONS";
constexpr std::string_view readonly_methods = "GET, HEAD, OPTIONS";
constexpr std::string_view purge_methods = "GET, DELETE, OPTIONS";

Response method_not_allowed(const http::Request& request, std::string_view allowed) {
    auto response = http::text_response(
        Status::method_not_allowed, "method-not-allowed",
        "This application does not support " + request.method + " method here.");
    response.add("Allow", std::string(allowed));
    return response;
}

Response options_response(std::string_view allowed) {
    Response response;
    response.account.outcome = "options";
    response.add("Allow", std::string(allowed));
    return response;
}

Response response_of(const UriError& error) {
    switch (error.fault) {
        case UriFault::malformed:
            return http::text_response(Status::bad_request, "bad-uri", error.message);
        case UriFault::outside:
            return http::text_response(Status::not_found, "no-root", error.message);
        case UriFault::no_document:
            return http::text_response(Status::not_found, "no-document-selector", error.message);
        case UriFault::no_node:
            return http::text_response(Status::not_found, "no-node", error.message);
        case UriFault::no_realm:
            return http::text_response(Status::not_found, "no-realm", error.message);
        case UriFault::too_long:
            return http::text_response(Status::uri_too_long, "uri-too-long", error.message);
    }
    return http::text_response(Status::bad_request, "bad-uri", error.message);
}

bool is_known_method(const http::Request& request) {
    return request.is_read() || request.is_write() || request.method == "OPTIONS";
}

// OpenXCAP's clients purge by GET, whose like for looking is then not allowed. There is no
// document: If-Match never holds, and If-None-Match always does (RFC 9110 13.1.1, 13.1.2).
Response purge(const http::Request& request, const http::Preconditions& conditions,
               const XcapUri& uri, Store& store) {
    const auto& document = uri.document;
    if (request.method != "GET" && request.method != "DELETE")
        return method_not_allowed(request, purge_methods);
    if (uri.node_selector)
        return http::text_response(Status::not_found, "no-node",
                                   "There is no document here that could have nodes.");
    if (document.tree != Tree::users)
        return http::text_response(Status::not_found, "no-document",
                                   "Only the documents of a user can be purged.");
    if (conditions.evaluate(std::nullopt, false) == http::Verdict::failed)
        return precondition_failed();
    store.remove_documents_of(document.user.username, document.user.domain);
    Response response;
    response.account.outcome = "purged";
    return response;
}

// The document, or its root element, which is as good.
bool is_whole(const std::optional<XcapRequest>& request) {
    if (!request) return false;
    const auto* node = request->node;
    return node == nullptr || (node->terminal == xml::Terminal::element && node->steps.size() == 1);
}

// `Resource` is Documents or Nodes.
template <class Resource>
Response perform(const Resource& resource, const XcapRequest& request, Store& store) {
    if (request.http.is_read()) return resource.get(request, store);
    if (request.http.method == "PUT") return resource.put(request, store);
    return resource.remove(request, store);
}

}  // namespace

XcapEndpoint::XcapEndpoint(const Config& config, const XcapRoots& roots, const Registry& registry,
                           const Authenticator& authenticator)
    : config_(config),
      roots_(roots),
      registry_(registry),
      authenticator_(authenticator),
      access_(config, roots, registry),
      documents_(access_),
      nodes_(access_) {}

Response XcapEndpoint::handle(const http::Request& request, Store& store,
                              http::Account& account) const {
    auto uri = parse_xcap_uri(request.target, roots_, config_.default_realm);
    if (!uri)  // 405 for the root itself too
        return is_known_method(request) ? response_of(uri.error())
                                        : method_not_allowed(request, all_methods);
    Registry::resolve_alias(uri->document);
    account.auid = uri->document.auid;
    account.document = uri->document.document_uri();
    http::Header authentication_info;
    Response response = answer(request, *uri, store, account, authentication_info);
    if (!authentication_info.value.empty())
        response.headers.push_back(std::move(authentication_info));
    return response;
}

Response XcapEndpoint::answer(const http::Request& request, const XcapUri& uri, Store& store,
                              http::Account& account, http::Header& authentication_info) const {
    std::optional<Result<xml::NodeSelector, UriError>> node;
    if (uri.node_selector) node = parse_node_selector(*uri.node_selector, uri.query);
    if (node && !*node && node->error().fault == UriFault::malformed)
        return response_of(node->error());

    const ApplicationUsage* usage = registry_.find(uri.document.auid);
    const bool is_computed = usage != nullptr && computed_by(*usage, uri.document) != nullptr;
    const bool is_readonly =
        is_computed || (node && *node && (*node)->terminal == xml::Terminal::namespaces);
    const bool is_purge = usage != nullptr && usage->is_purge;
    const auto methods = is_purge ? purge_methods : is_readonly ? readonly_methods : all_methods;
    if (!is_known_method(request)) return method_not_allowed(request, methods);
    if (request.method == "OPTIONS") return options_response(methods);
    if (auto refused = refuse_headers(request)) return std::move(*refused);
    const auto conditions = http::Preconditions::parse(request);
    if (!conditions)
        return http::text_response(Status::bad_request, "bad-condition", conditions.error());
    std::optional<XcapRequest> xcap;  // unless there is nothing that could be asked for
    if (usage != nullptr && (!node || *node))
        xcap.emplace(
            XcapRequest{request, *conditions, uri, *usage, node ? &node->value() : nullptr});
    Identity identity;
    if (usage == nullptr || !is_public(*usage, uri.document, request.is_read(), config_)) {
        // The realm comes from the URI alone, so an unknown application is asked for credentials
        // like any other and tells nothing to strangers (FACTS C6).
        // A number has no domain.
        const std::string& realm = !uri.document.user.domain.empty() ? uri.document.user.domain
                                   : !uri.root_domain.empty()        ? uri.root_domain
                                   : !config_.default_realm.empty()  ? config_.default_realm
                                                                     : roots_.primary_host();
        if (xcap && !is_computed && !is_purge)
            store.expect(node ? nodes_.query_of(*xcap) : documents_.query_of(*xcap));
        auto authenticated = authenticator_.authenticate(request, realm, store);
        if (!authenticated) return response_of(authenticated.error());
        identity = std::move(authenticated.value());
        account.user = identity.name_for(uri.document.user);
        authentication_info = {"Authentication-Info", identity.authentication_info};
        if (usage == nullptr)
            return http::text_response(
                Status::not_found, "no-application",
                "There is no application usage \"" + uri.document.auid + "\" on this server.");
        // Nobody can write what is computed or a namespace binding; that is the 405 below, not a
        // question of who asks.
        const bool is_write = request.is_write() && !is_readonly;
        const auto refusal = refusal_of(*usage, identity, uri.document, !is_write, config_);
        // OpenXCAP has no such document, and its clients expect that.
        if (!refusal.empty() && config_.is_openxcap() && is_index_of_all(*usage, uri.document))
            return http::text_response(Status::not_found, "no-document", std::string(refusal));
        if (!refusal.empty())
            return http::text_response(Status::forbidden, "forbidden", std::string(refusal));
        const bool is_peer = identity.kind == Identity::Kind::peer;
        if (is_write && is_whole(xcap) && !is_peer && !may_write_documents(*usage, config_))
            return http::text_response(
                Status::forbidden, "forbidden-document",
                "The whole document is the operator's to write; you may change its elements and "
                "attributes.");
        if (xcap) xcap->is_trusted = is_peer;
        if (!knows_user(config_, identity, uri.document.user, store))
            return http::text_response(
                Status::not_found, "no-user",
                "There is no user \"" + uri.document.user.to_string() + "\" on this server.");
    }
    if (request.is_write() && is_readonly) return method_not_allowed(request, methods);
    if (is_purge) return purge(request, *conditions, uri, store);

    if (!xcap) return response_of(node->error());  // 404
    if (!node) return perform(documents_, *xcap, store);
    (*node)->default_namespace = usage->default_namespace;
    (*node)->other_default_namespace = usage->other_default_namespace;
    return perform(nodes_, *xcap, store);
}

}  // namespace xcapd
