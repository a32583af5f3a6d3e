// Which Content-Type, Content-Encoding and size a PUT may have (RFC 4825 8.2.2, FACTS C3).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/request.h"
#include "http/response.h"

namespace xcapd {

/// The 415 for a document PUT, or nothing. Real clients send no type at all, urllib's form type,
/// or generic XML; those pass beside the usage's own.
std::optional<http::Response> refuse_document_media(const http::Request& request,
                                                    std::string_view media_type);

/// The 415 for a PUT of an element or attribute, or nothing. Here the type says what the body is,
/// so it must be this one; parameters are ignored.
std::optional<http::Response> refuse_node_media(const http::Request& request,
                                                std::string_view media_type);

/// The 413 for a body of more than `max_size` bytes.
http::Response too_large_body(std::size_t max_size);

}  // namespace xcapd
