// Stateless digest nonces: a timestamp, random bits, and an HMAC over both and the realm.
//
// Any worker of any host with the same secret can tell a nonce that was issued and is young enough
// (RFC 7616 3.3 leaves the form to the server). The secret never leaves this class.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace xcapd {

enum class NonceState {
    fresh,
    stale,    // issued by us, older than its lifetime
    foreign,  // not issued under this secret for this realm
};

class NonceIssuer {
  public:
    /// An empty `secret` is replaced by a random one, so nonces live as long as the process tree.
    NonceIssuer(std::string secret, std::int64_t lifetime_seconds);

    std::string issue(std::string_view realm, std::int64_t now) const;
    NonceState check(std::string_view nonce, std::string_view realm, std::int64_t now) const;

  private:
    std::string sign(std::string_view payload, std::string_view realm) const;

    std::string secret_;
    std::int64_t lifetime_;
};

}  // namespace xcapd
