#include "uri/xcap_uri.h"

#include <algorithm>
#include <cstdint>

#include "base/ascii.h"
#include "base/percent.h"
#include "base/utf8.h"

namespace xcapd {
namespace {

// Widths of the columns in the OpenSIPS tables, in characters.
constexpr std::size_t max_username = 64;
constexpr std::size_t max_domain = 64;
constexpr std::size_t max_document_uri = 255;

Failure<UriError> malformed(std::string message) {
    return fail(UriError{UriFault::malformed, std::move(message)});
}
Failure<UriError> no_document(std::string message) {
    return fail(UriError{UriFault::no_document, std::move(message)});
}
Failure<UriError> too_long(std::string message) {
    return fail(UriError{UriFault::too_long, std::move(message)});
}

// Length of the node selector separator "~~" at the front of a raw segment, or 0. "~" and "%7E"
// are the same character (RFC 3986 2.3).
std::size_t separator_length(std::string_view segment) {
    std::size_t length = 0;
    for (int tilde = 0; tilde < 2; ++tilde) {
        const auto rest = segment.substr(length);
        if (rest.starts_with('~')) {
            length += 1;
        } else if (ascii::equals_ignoring_case(rest.substr(0, 3), "%7E")) {
            length += 3;
        } else {
            return 0;
        }
    }
    return length;
}

struct Split {
    std::vector<std::string_view> segments;  // raw, of the document selector
    std::optional<std::string_view> node_selector;
};

Split split_at_separator(std::string_view selector) {
    Split split;
    for (std::size_t begin = 0;;) {
        const auto segment = selector.substr(begin, selector.find('/', begin) - begin);
        if (const auto length = separator_length(segment); length > 0) {
            auto node = selector.substr(begin + length);
            if (node.starts_with('/')) node.remove_prefix(1);
            split.node_selector = node;
            break;
        }
        split.segments.push_back(segment);
        begin += segment.size() + 1;
        if (begin > selector.size()) break;
    }
    // One trailing slash of the document selector is dropped.
    if (split.segments.size() > 1 && split.segments.back().empty()) split.segments.pop_back();
    return split;
}

Result<std::string, UriError> decode_segment(std::string_view raw) {
    auto decoded = percent_decode(raw);
    if (!decoded) return malformed("A \"%\" in the URI is not followed by two hex digits.");
    if (!is_utf8(*decoded)) return malformed("The URI does not decode to UTF-8.");
    if (std::any_of(decoded->begin(), decoded->end(),
                    [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
        return malformed("The URI decodes to a control character.");
    if (*decoded == "." || *decoded == "..")
        return malformed("The URI has a dot segment; remove it (RFC 3986 5.2.4).");
    return std::move(*decoded);
}

// In a path, "%2F" stands for a slash inside a segment; a literal "%2F" or "%25" is escaped so
// that different segments stay different names.
std::string escape_slashes(std::string_view segment) {
    std::string out;
    for (std::size_t i = 0; i < segment.size(); ++i) {
        const auto next = segment.substr(i + 1, 2);
        if (segment[i] == '/') {
            out += "%2F";
        } else if (segment[i] == '%' && (ascii::equals_ignoring_case(next, "2F") || next == "25")) {
            out += "%25";
        } else {
            out += segment[i];
        }
    }
    return out;
}

std::string unescape_slashes(std::string_view segment) {
    std::string out;
    for (std::size_t i = 0; i < segment.size(); ++i) {
        const auto escape = segment.substr(i, 3);
        if (escape == "%2F" || escape == "%25") i += 2;
        out += escape == "%2F" ? '/' : escape.front();
    }
    return out;
}

// Which document the segments name (RFC 4825 6.2). The phrases are searched for by clients'
// test suites (FACTS 4.6).
Result<DocumentSelector, UriError> select_document(std::vector<std::string>&& segments) {
    DocumentSelector document;
    if (segments.size() < 2 || (segments[1] != "users" && segments[1] != "global"))
        return no_document(
            "The document selector names no context: \"users\" or \"global\" must "
            "follow the application \"" +
            segments[0] + "\".");
    document.auid = std::move(segments[0]);
    document.tree = segments[1] == "users" ? Tree::users : Tree::global;
    std::size_t path_begin = 2;
    if (document.tree == Tree::users) {
        if (segments.size() < 3 || segments[2].empty())
            return no_document("The document selector does not contain a user id after \"users\".");
        document.xui = std::move(segments[2]);
        document.user = UserId::from_xui(document.xui);
        if (has_scheme(document.xui, "tel:") && !document.user.is_tel)
            return malformed("The user id \"" + document.xui +
                             "\" is no telephone number of RFC 3966: digits behind a \"+\", or a "
                             "local number with its phone-context.");
        path_begin = 3;
    }
    if (segments.size() <= path_begin)
        return no_document("The document selector does not contain a document name.");
    segments.erase(segments.begin(), segments.begin() + static_cast<std::ptrdiff_t>(path_begin));
    document.path = std::move(segments);
    if (std::any_of(document.path.begin(), document.path.end(),
                    [](const std::string& segment) { return segment.empty(); }))
        return no_document("The document selector does not contain a name between two slashes.");
    return document;
}

// Adds a decoded segment to the path. Encoded anew, because clients send what no URI may hold,
// and conflict documents must name URIs.
void append_segment(std::string& path, std::string_view segment) {
    path += '/';
    path += percent_encode_segment(segment);
    // Bare, these would be taken for a separator that was not written well.
    if (path.ends_with("~~")) path.replace(path.size() - 2, 2, "%7E%7E");
}

// The first segments of a raw document selector that was parsed before, encoded anew.
std::string path_of_raw(std::string_view selector, std::size_t most) {
    std::string path;
    auto raw_segments = split_at_separator(selector).segments;
    if (raw_segments.size() > most) raw_segments.resize(most);
    for (const auto raw : raw_segments)
        append_segment(path, percent_decode(raw).value_or(std::string(raw)));
    return path;
}

std::optional<UriError> complete_user(DocumentSelector& document, std::string_view root_domain,
                                      const std::string& default_realm) {
    // Also where no user takes it from there: it is the realm of the challenge.
    if (utf8_length(root_domain) > max_domain)
        return UriError{UriFault::too_long,
                        "The domain behind the root is longer than 64 characters."};
    if (document.tree == Tree::global) return std::nullopt;
    document.user.complete_domain(root_domain.empty() ? default_realm : root_domain);
    if (document.user.domain.empty() && !document.user.is_tel)
        return UriError{UriFault::no_realm,
                        "Unknown domain: the user id \"" + document.xui +
                            "\" names none and no default realm is configured."};
    if (utf8_length(document.user.username) > max_username ||
        utf8_length(document.user.domain) > max_domain)
        return UriError{UriFault::too_long, "The user id is longer than 64 characters."};
    return std::nullopt;
}

}  // namespace

std::string DocumentSelector::document_uri() const {
    std::string joined;
    for (const auto& segment : path) {
        if (!joined.empty()) joined += '/';
        joined += escape_slashes(segment);
    }
    return joined;
}

std::vector<std::string> DocumentSelector::path_of(std::string_view document_uri) {
    std::vector<std::string> segments;
    for (;;) {
        const auto slash = document_uri.find('/');
        segments.push_back(unescape_slashes(document_uri.substr(0, slash)));
        if (slash == document_uri.npos) return segments;
        document_uri.remove_prefix(slash + 1);
    }
}

std::string DocumentSelector::uri_path() const {
    std::string encoded;
    append_segment(encoded, auid);
    append_segment(encoded, tree == Tree::users ? "users" : "global");
    if (tree == Tree::users) append_segment(encoded, user.uri());
    for (const auto& segment : path) append_segment(encoded, segment);
    return encoded;
}

std::string DocumentSelector::home() const {
    if (tree == Tree::global) return '/' + escape_slashes(auid) + "/global/";
    return '/' + escape_slashes(auid) + "/users/" + escape_slashes(user.uri()) + '/';
}

Result<XcapUri, UriError> parse_xcap_uri(std::string_view target, const XcapRoots& roots,
                                         const std::string& default_realm) {
    const auto question = target.find('?');
    const auto path = target.substr(0, question);
    const auto match = roots.match(path);
    if (!match)
        return fail(UriError{UriFault::outside,
                             "XCAP root not found for URI: the path lies below none of the "
                             "configured roots."});
    if (match->ends_at_root)
        return no_document(
            "This is the XCAP Root itself: documents lie directly below it, as "
            "<root>/<application>/users/<user>/<document>.");

    const auto split = split_at_separator(match->selector);
    if (!split.node_selector && split.segments.back().ends_with("~~"))
        return malformed(
            "Failed to parse node: the separator \"~~\" must be a path segment of its "
            "own.");
    std::vector<std::string> segments;
    segments.reserve(split.segments.size());
    for (const auto raw : split.segments) {
        auto decoded = decode_segment(raw);
        if (!decoded) return fail(std::move(decoded.error()));
        segments.push_back(std::move(*decoded));
    }
    const auto raw_domain = decode_segment(match->domain);
    if (!raw_domain) return fail(raw_domain.error());
    auto root_domain = ascii::lower(*raw_domain);
    if (segments.empty()) return no_document("A node selector needs a document before it.");
    auto document = select_document(std::move(segments));
    if (!document) return fail(std::move(document.error()));
    if (auto error = complete_user(*document, root_domain, default_realm))
        return fail(std::move(*error));
    if (utf8_length(document->document_uri()) > max_document_uri)
        return too_long("The document name is longer than 255 characters.");

    XcapUri uri;
    uri.root = match->root;
    uri.root_domain = std::move(root_domain);
    const auto& last = split.segments.back();
    uri.raw_document = match->selector.substr(
        0, static_cast<std::size_t>(last.data() + last.size() - match->selector.data()));
    uri.document = std::move(*document);
    if (split.node_selector) uri.node_selector = *split.node_selector;
    if (question != target.npos) uri.query = target.substr(question + 1);
    return uri;
}

std::string XcapUri::document_path() const { return root + path_of_raw(raw_document, SIZE_MAX); }

std::string XcapUri::home_path() const {
    return root + path_of_raw(raw_document, document.tree == Tree::users ? 3 : 2);
}

}  // namespace xcapd
