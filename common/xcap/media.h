// Which Content-Type and Content-Encoding a PUT may carry (RFC 4825 8.2.1, FACTS C3).
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

}  // namespace xcapd
