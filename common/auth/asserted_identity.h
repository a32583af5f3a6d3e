// Who an authentication proxy says its client is: X-3GPP-Asserted-Identity (TS 24.109, TS 24.623)
// or OMA's X-XCAP-Asserted-Identity, and X-3GPP-Intended-Identity, by which the client chooses one
// of its identities.
//
// An assertion is a right, so nothing is guessed: a field is understood whole or refused, and one
// that came twice is in part the client's own. Whether the peer may assert is the caller's
// question.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/request.h"
#include "uri/user_id.h"

namespace xcapd {

/// A comma list of sip:, sips: and tel: URIs, each in quotes or bare; sip: with a domain. RETURNS
/// at least one user, FAILS with a sentence.
Result<std::vector<UserId>, std::string> parse_identities(std::string_view field);

class IdentityHeaders {
  public:
    /// `setting` is [Authentication] asserted_identity_header.
    explicit IdentityHeaders(const std::string& setting);

    /// Whom the request is asserted to come from; empty where there is no such header, or none is
    /// to be read.
    Result<std::vector<UserId>, std::string> asserted(const http::Request& request) const;
    /// Which one the client wants to be. It says so itself: this can only narrow what it may do.
    Result<std::optional<UserId>, std::string> intended(const http::Request& request) const;

  private:
    std::vector<std::string> names_;  // of the headers that assert, in lower case
};

}  // namespace xcapd
