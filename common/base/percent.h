// Percent-coding of URIs (RFC 3986 2.1), for the XCAP URI and for what answers quote of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace xcapd {

/// Decodes every %XX once. RETURNS nothing when a `%` is not followed by two hex digits.
std::optional<std::string> percent_decode(std::string_view text);

/// Decodes the escapes that mean the character itself. Those of "%", of what URIs reserve
/// (RFC 3261 25.1, RFC 3966) and of control characters stay, in upper case: doing it twice is doing
/// it once. RETURNS nothing as percent_decode; the result need not be UTF-8.
std::optional<std::string> percent_normalize(std::string_view text);

/// Encodes what RFC 3986 does not allow in a path segment (pchar), so that the result is one
/// segment: `/`, `?`, `#`, `[`, `]`, `"`, white space, controls and non-ASCII bytes.
std::string percent_encode_segment(std::string_view text);

/// The same for a text of several segments: `/` stays.
std::string percent_encode_path(std::string_view text);

}  // namespace xcapd
