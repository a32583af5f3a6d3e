// HTTP Digest (RFC 7616), qop=auth: the header's syntax and the response value.
//
// Pure functions; who is known and which nonce is good is the authenticator's business.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.h"

namespace xcapd {

struct DigestCredentials {
    std::string username;
    std::string realm;
    std::string nonce;
    std::string uri;
    std::string response;
    std::string algorithm;  // as sent; empty: MD5
    std::string qop;
    std::string nc;
    std::string cnonce;
};

/// Parses what follows the word "Digest". Parameters may stand with or without spaces, in any
/// case, quoted or not. RETURNS nothing for broken syntax or a parameter that comes twice.
std::optional<DigestCredentials> parse_digest(std::string_view parameters);

/// The response an honest client computes (RFC 7616 3.4.1) with this HA1, in lower-case hex.
std::string digest_response(crypto::Hash hash, const DigestCredentials& credentials,
                            const std::string& ha1, const std::string& method);

/// Whether the digest's `uri` names the request's target (RFC 7616 3.4.6): the same octets, or the
/// absolute form of it, or the same after decoding, with or without the query. The document is
/// always the same one.
bool is_uri_of_request(std::string_view digest_uri, std::string_view target);

/// The value of a WWW-Authenticate header.
std::string digest_challenge(std::string_view algorithm, const std::string& realm,
                             const std::string& nonce, bool stale);

}  // namespace xcapd
