// The XCAP URI (RFC 4825 6): root, document selector, node selector.
//
// Order of decoding: the separator is found in the raw path, the document selector is split into
// segments, and each segment is percent-decoded once. So an encoded "/" is data of its segment.
// The node selector stays raw here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "uri/uri_error.h"
#include "uri/user_id.h"
#include "uri/xcap_root.h"

namespace xcapd {

enum class Tree { users, global };

/// RFC 4825 6.2: AUID / ("users" / XUI | "global") / path.
struct DocumentSelector {
    std::string auid;
    Tree tree = Tree::users;
    std::string xui;                // decoded, as the client wrote it; users tree only
    UserId user;                    // the XUI as a key; sip: with the root's or default domain
    std::vector<std::string> path;  // decoded segments, at least one

    /// The path as one string for the doc_uri column: segments joined by "/", a "/" inside a
    /// segment written "%2F" (and what would read as that written "%252F").
    std::string document_uri() const;
    /// The reverse.
    static std::vector<std::string> path_of(std::string_view document_uri);
    /// The whole path below a root, percent-encoded: what a client asks for.
    std::string uri_path() const;
    /// What stands before that in the whole path, decoded: "/AUID/users/sip:user@domain/" or
    /// "/AUID/users/tel:NUMBER/", however the client wrote the user, or "/AUID/global/".
    std::string home() const;
};

struct XcapUri {
    std::string root;         // raw path of the root, "@domain" included
    std::string root_domain;  // that domain, decoded, in lower case; may be empty
    DocumentSelector document;
    // The document selector as the client wrote it, while `document` may be what an alias means.
    std::string raw_document;
    std::optional<std::string> node_selector;  // raw, behind the separator
    std::string query;                         // raw, behind the "?"

    // Few answers name them, so they are made when they are asked for.
    /// The path up to the document, percent-encoded, without a trailing slash.
    std::string document_path() const;
    /// The same of the user's home directory, or of the global tree.
    std::string home_path() const;
};

/// Parses a raw request target. `default_realm` completes an XUI without a domain when the root
/// names none either; may be empty.
Result<XcapUri, UriError> parse_xcap_uri(std::string_view target, const XcapRoots& roots,
                                         const std::string& default_realm);

}  // namespace xcapd
