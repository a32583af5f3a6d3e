// The answers that documents and nodes have in common.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/response.h"
#include "xcap/request.h"

namespace xcapd {

http::Response plain(http::Status status, std::string outcome);
http::Response no_document();
http::Response precondition_failed();

/// Adds the ETag header.
http::Response tagged(http::Response response, std::string_view etag);

/// The answer to a GET or HEAD of what exists: 200, or 304 or 412 by the request's conditions.
http::Response representation(const XcapRequest& request, std::string_view etag,
                              std::string_view content_type, std::string body);

/// Raw path and query of the request's resource in canonical spelling; of a node, up to the end of
/// the first `steps` steps of its selector only, where given (0: the document).
std::string uri_of(const XcapRequest& request, std::optional<std::size_t> steps = std::nullopt);

/// The answer to a PUT that was done: 201 with the request's own URI as Location, or 200.
http::Response put_done(const XcapRequest& request, bool is_new, std::string_view etag);

}  // namespace xcapd
