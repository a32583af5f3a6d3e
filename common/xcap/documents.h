// GET, PUT and DELETE of whole documents (RFC 4825 7.1 to 7.3, 8.2 to 8.5).
//
// Begins where the request is authenticated and allowed; the steps before are in
// server/xcap_endpoint. A write is one compare-and-swap: lost races are run again from the
// preconditions on, until write_timeout.
#pragma once

#include <chrono>

#include "config/config.h"
#include "http/preconditions.h"
#include "http/request.h"
#include "http/response.h"
#include "store/store.h"
#include "uri/xcap_uri.h"
#include "usages/registry.h"

namespace xcapd {

struct DocumentRequest {
    const http::Request& http;
    const http::Preconditions& conditions;
    const XcapUri& uri;
    const ApplicationUsage& usage;
};

class Documents {
  public:
    Documents(const Config& config, const XcapRoots& roots, const Registry& registry);

    // Answers the request; every status but 400, 401, 403, 405 and the 404 of an unknown usage or
    // user is decided here. These THROW StoreError.
    http::Response get(const DocumentRequest& request, Store& store) const;
    http::Response put(const DocumentRequest& request, Store& store) const;
    http::Response remove(const DocumentRequest& request, Store& store) const;

  private:
    /// The document as PUT, checked by everything that does not depend on what is stored.
    Result<xml::Document, http::Response> accept(const DocumentRequest& request) const;
    std::optional<http::Response> refuse_directory(const DocumentRequest& request) const;
    template <class Attempt>
    http::Response until_committed(Attempt attempt) const;

    const Config& config_;
    const XcapRoots& roots_;
    const Registry& registry_;
    xml::Limits limits_;
};

}  // namespace xcapd
