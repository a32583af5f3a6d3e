// Stateless digest nonces: a timestamp, random bits, and an HMAC over both and the realm.
//
// Any worker of any host with the same secret can tell a nonce that was issued and is young enough
// (RFC 7616 3.3 leaves the form to the server). The secret never leaves this class.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/crypto.h"

namespace xcapd {

/// What makes a nonce this one and no other.
struct NonceId {
    std::int64_t issued = 0;  // microseconds since 1970
    std::uint64_t random = 0;
    friend bool operator==(const NonceId&, const NonceId&) = default;
};

enum class NonceState {
    fresh,
    stale,    // issued by us, older than its lifetime
    foreign,  // not issued under this secret for this realm
};

struct NonceCheck {
    NonceState state = NonceState::foreign;
    NonceId id;  // of a nonce that is not foreign
};

class NonceIssuer {
  public:
    /// An empty `secret` is replaced by a random one, so nonces live as long as the process tree.
    NonceIssuer(const std::string& secret, std::int64_t lifetime_seconds);

    // `now` in microseconds since 1970.
    std::string issue(std::string_view realm, std::int64_t now) const;
    NonceCheck check(std::string_view nonce, std::string_view realm, std::int64_t now) const;

    /// Whether a client should be given the next nonce, so that it need not be asked again.
    bool is_aging(const NonceId& id, std::int64_t now) const {
        return now - id.issued > lifetime_ / 2;
    }

  private:
    std::string sign(std::string_view payload, std::string_view realm) const;

    crypto::HmacSha256 hmac_;
    std::int64_t lifetime_;  // microseconds
};

}  // namespace xcapd
