// GET, PUT and DELETE of elements and attributes, and GET of namespace bindings (RFC 4825 7.4 to
// 7.10, 8.2 to 8.4).
//
// A write splices the stored bytes, parses the result once more and commits it only where the
// request's own selector then selects exactly what was put, or nothing after a deletion. A write
// that lost a race is applied again to what the winner stored.
#pragma once

#include <optional>

#include "xcap/document_access.h"

namespace xcapd {

class Nodes {
  public:
    explicit Nodes(const DocumentAccess& access) : access_(access) {}

    // As in Documents. REQUIRES: request.node; for put() and remove() no namespace selector.
    http::Response get(const XcapRequest& request, Store& store) const;
    http::Response put(const XcapRequest& request, Store& store) const;
    http::Response remove(const XcapRequest& request, Store& store) const;

    /// As in Documents.
    DocumentQuery query_of(const XcapRequest& request) const {
        return {access_.key_of(request), {}};
    }

  private:
    struct Outcome;

    /// Reads the document, lets `edit` make its successor, and commits that.
    template <class Edit>
    http::Response write(const XcapRequest& request, Store& store, Edit edit) const;

    Result<Outcome, http::Response> put_element(const XcapRequest& request,
                                                const xml::Document& current,
                                                const std::string& etag,
                                                std::optional<xml::Document>& fragment) const;
    Result<Outcome, http::Response> put_attribute(const XcapRequest& request,
                                                  const xml::Document& current,
                                                  const std::string& etag) const;
    Result<Outcome, http::Response> remove_node(const XcapRequest& request,
                                                const xml::Document& current,
                                                const std::string& etag) const;

    /// The outcome of an edit, if schema and usage take its result; or the 409.
    Result<Outcome, http::Response> judge(const XcapRequest& request, const xml::Document& before,
                                          const xml::Document& result, bool is_new) const;
    /// What the first `steps` steps select; or 409 no-parent with the closest ancestor.
    Result<xml::ElementId, http::Response> locate_parent(const XcapRequest& request,
                                                         const xml::Document& document,
                                                         std::size_t steps) const;
    /// 409 whose ancestor is what the first `steps` steps select (0: the document).
    http::Response no_parent(const XcapRequest& request, std::size_t steps,
                             std::string phrase) const;
    /// The edited document, parsed; or the 409 where it is none.
    Result<xml::Document, http::Response> parse_result(const XcapRequest& request,
                                                       std::string bytes) const;

    const DocumentAccess& access_;
};

}  // namespace xcapd
