// From the raw text behind the separator to a NodeSelector (RFC 4825 6.3, 6.4).
#pragma once

#include <string_view>

#include "base/result.h"
#include "uri/uri_error.h"
#include "xml/node_selector.h"

namespace xcapd {

/// `raw` and `query` as they came in the request. The selector is percent-decoded once, whole, and
/// then split at slashes outside quotes. Tolerates one trailing slash, and a query that begins with
/// an encoded "?" (FACTS 5). Faults: malformed where a step of the grammar is broken, no_node for a
/// step of any other shape, which the RFC keeps for extensions (FACTS C10).
Result<xml::NodeSelector, UriError> parse_node_selector(std::string_view raw,
                                                        std::string_view query);

}  // namespace xcapd
