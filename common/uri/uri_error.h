// Why a URI names nothing that can be served. The HTTP status is attached in server/.
#pragma once

#include <string>

namespace xcapd {

enum class UriFault {
    malformed,    // 400
    outside,      // 404: below no XCAP root
    no_document,  // 404: below a root, but names no document
    no_node,      // 404: the node selector uses an extension nobody knows (RFC 4825 section 8)
    no_realm,     // 404: a user without a domain, and no default realm
    too_long,     // 414: longer than the database's columns
};

struct UriError {
    UriFault fault;
    std::string message;  // a sentence for the answer's body
};

}  // namespace xcapd
