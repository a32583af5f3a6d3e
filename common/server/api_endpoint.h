// One request of the JSON API from its path to the hand-over to api/.
//
// The order of answers is that of XCAP requests: 404 of an unknown path; 405; 422 of the user in
// the path, whose domain is the realm; 400 of the headers; 401; 403; 404 of the user; then in api/
// 415, 413, 422 of the body; 404 of a part of the document; 412 or 304; 409; the write.
#pragma once

#include <string>
#include <string_view>

#include "auth/authenticator.h"
#include "config/config.h"
#include "http/request.h"
#include "http/response.h"
#include "store/store.h"
#include "uri/xcap_root.h"
#include "usages/registry.h"
#include "xcap/document_access.h"

namespace xcapd {

class ApiEndpoint {
  public:
    // All of these are shared state and outlive the endpoint.
    ApiEndpoint(const Config& config, const XcapRoots& roots, const Registry& registry,
                const Authenticator& authenticator);

    /// Whether this is a path of the API. `path`: raw, without a query.
    bool serves(std::string_view path) const;

    /// As XcapEndpoint::handle. REQUIRES: serves(the path).
    http::Response handle(const http::Request& request, Store& store, http::Account& account) const;

    /// The last touch of every answer to such a path, failures of the server included: JSON, and
    /// what a browser needs to show it to a page of another origin (CORS, the Fetch standard).
    void finish(const http::Request& request, http::Response& response) const;

  private:
    http::Response describe(const http::Request& request) const;
    http::Response answer(const http::Request& request, Store& store, http::Account& account,
                          http::Header& authentication_info) const;
    void share(const http::Request& request, http::Response& response) const;

    const Config& config_;
    const Registry& registry_;
    const Authenticator& authenticator_;
    DocumentAccess access_;
    std::string description_;
    std::string description_tag_;
};

}  // namespace xcapd
