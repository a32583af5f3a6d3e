// One XCAP request from its URI to the hand-over to xcap/.
//
// The order of answers, the same for every method (ARCHITECTURE.md "The path of one request"):
//   here        405 of a method no resource has; 414; 400 or 404 of the URI; 400 of the headers;
//               401; 404 application usage; 403; 404 user; 405
//   xcap/       GET, DELETE: 404 document or node; 412 or 304; 409 cannot-delete
//               PUT: 415; 413; 409 no-parent; 412; 409 of the body itself (not-utf-8,
//               not-well-formed, not-xml-frag, not-xml-att-value, limits); 409 cannot-insert
//               both: 403 of an edit that the usage leaves to trusted peers (refuse_edit); 409
//               schema, uniqueness, constraint; the write
#pragma once

#include "auth/authenticator.h"
#include "config/config.h"
#include "http/request.h"
#include "http/response.h"
#include "store/store.h"
#include "uri/xcap_root.h"
#include "usages/registry.h"
#include "xcap/documents.h"
#include "xcap/nodes.h"

namespace xcapd {

class XcapEndpoint {
  public:
    // All of these are shared state and outlive the endpoint.
    XcapEndpoint(const Config& config, const XcapRoots& roots, const Registry& registry,
                 const Authenticator& authenticator);

    /// `account` gets what is known of the request for the access log, also when this THROWS
    /// StoreError.
    http::Response handle(const http::Request& request, Store& store, http::Account& account) const;

  private:
    http::Response answer(const http::Request& request, const XcapUri& uri, Store& store,
                          http::Account& account, http::Header& authentication_info) const;

    const Config& config_;
    const XcapRoots& roots_;
    const Registry& registry_;
    const Authenticator& authenticator_;
    DocumentAccess access_;
    Documents documents_;
    Nodes nodes_;
};

}  // namespace xcapd
