// GET, PUT and DELETE of whole documents (RFC 4825 7.1 to 7.3, 8.2 to 8.5).
//
// Begins where the request is authenticated and allowed; the steps before are in
// server/xcap_endpoint.
#pragma once

#include "xcap/document_access.h"

namespace xcapd {

class Documents {
  public:
    explicit Documents(const DocumentAccess& access) : access_(access) {}

    // Answers the request; every status but 400, 401, 403, 405 and the 404 of an unknown usage or
    // user is decided here. These THROW StoreError.
    http::Response get(const XcapRequest& request, Store& store) const;
    http::Response put(const XcapRequest& request, Store& store) const;
    http::Response remove(const XcapRequest& request, Store& store) const;

    /// The first read of `request`, whatever its method.
    DocumentQuery query_of(const XcapRequest& request) const;

  private:
    std::string document_bytes(const XcapRequest& request) const;
    std::optional<http::Response> refuse_directory(const XcapRequest& request) const;
    /// The 403 where the usage keeps this user from making `after` of `before`.
    std::optional<http::Response> refuse_edit(const XcapRequest& request,
                                              const std::optional<FoundDocument>& before,
                                              const xml::Document* after) const;

    const DocumentAccess& access_;
};

}  // namespace xcapd
