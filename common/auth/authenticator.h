// From a request and a realm to an identity, or to the answer that asks for better credentials.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "auth/asserted_identity.h"
#include "auth/digest_algorithm.h"
#include "auth/identity.h"
#include "auth/nonce.h"
#include "auth/nonce_window.h"
#include "auth/trusted_peers.h"
#include "base/result.h"
#include "config/config.h"
#include "http/request.h"
#include "store/store.h"

namespace xcapd {

/// Why a request has no identity.
struct AuthFailure {
    enum class Kind {
        unauthenticated,  // 401
        bad_request,      // 400: a digest of another URI, identities that cannot be read
        forbidden,        // 403: the identity that was chosen is none of the client's
    };
    Kind kind = Kind::unauthenticated;
    std::string outcome;                  // one token for the access log
    std::string message;                  // a sentence for the body
    std::vector<std::string> challenges;  // WWW-Authenticate, for a 401
    std::string log_line;  // not empty: what keeps an honest user out, for the operator
};

class Authenticator {
  public:
    /// `window` is the host's; nullptr: one of its own. Fails with one line when trusted_peers
    /// cannot be understood.
    static Result<Authenticator, std::string> create(const Config& config,
                                                     std::shared_ptr<NonceWindow> window);

    /// A trusted peer, the users it asserts, or a user of `realm` who proved the password. `store`
    /// is asked only when there are credentials. THROWS StoreError.
    Result<Identity, AuthFailure> authenticate(const http::Request& request,
                                               const std::string& realm, Store& store) const;

  private:
    Authenticator(const Config& config, TrustedPeers peers, TrustedPeers proxies,
                  std::shared_ptr<NonceWindow> window);

    /// A trusted peer's request; of one that must assert and does not, as anybody's.
    Result<Identity, AuthFailure> of_peer(const http::Request& request, const std::string& realm,
                                          Store& store) const;
    Result<Identity, AuthFailure> of_credentials(const http::Request& request,
                                                 const std::string& realm, Store& store) const;
    /// X-3GPP-Intended-Identity leaves one of the identity's users.
    Result<Identity, AuthFailure> narrowed(Identity identity, const http::Request& request) const;
    Result<Identity, AuthFailure> digest(std::string_view parameters, const http::Request& request,
                                         const std::string& realm, Store& store) const;
    Result<Identity, AuthFailure> basic(std::string_view credentials, const http::Request& request,
                                        const std::string& realm, Store& store) const;
    /// The algorithm the client chose, or nullptr where it was not offered.
    const DigestAlgorithm* chosen(const std::string& name) const;
    Failure<AuthFailure> refuse_unserved(const DigestAlgorithm& algorithm,
                                         const std::string& username,
                                         const std::string& realm) const;
    Failure<AuthFailure> refuse(const std::string& realm, std::string outcome,
                                bool stale = false) const;

    bool use_basic_;
    bool basic_without_tls_;
    // An unknown user goes the whole way too, against these, and takes as long as a known one.
    Credentials decoy_;
    std::vector<const DigestAlgorithm*> algorithms_;  // offered in this order
    TrustedPeers peers_;
    TrustedPeers proxies_;  // those of them who must assert
    IdentityHeaders headers_;
    NonceIssuer nonces_;
    std::shared_ptr<NonceWindow> window_;
};

}  // namespace xcapd
