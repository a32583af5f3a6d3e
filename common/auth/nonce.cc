#include "auth/nonce.h"

#include <charconv>

#include "base/crypto.h"
#include "base/hex.h"

namespace xcapd {
namespace {

constexpr std::size_t time_digits = 16;
constexpr std::size_t random_digits = 16;
constexpr std::size_t payload_size = time_digits + random_digits;

std::string time_in_hex(std::int64_t time) {
    std::string bytes;
    for (int shift = 56; shift >= 0; shift -= 8)
        bytes += static_cast<char>(static_cast<std::uint64_t>(time) >> shift);
    return to_hex(bytes);
}

}  // namespace

NonceIssuer::NonceIssuer(const std::string& secret, std::int64_t lifetime_seconds)
    : hmac_(secret.empty() ? crypto::random_bytes(32) : secret),
      lifetime_(lifetime_seconds * 1'000'000) {}

std::string NonceIssuer::issue(std::string_view realm, std::int64_t now) const {
    const std::string payload = time_in_hex(now) + to_hex(crypto::random_bytes(random_digits / 2));
    return payload + sign(payload, realm);
}

NonceCheck NonceIssuer::check(std::string_view nonce, std::string_view realm,
                              std::int64_t now) const {
    NonceCheck check;
    if (nonce.size() < payload_size) return check;
    const auto payload = nonce.substr(0, payload_size);
    if (!crypto::equal_in_constant_time(sign(payload, realm), nonce.substr(payload_size)))
        return check;
    const auto* const middle = payload.data() + time_digits;
    std::from_chars(payload.data(), middle, check.id.issued, 16);
    std::from_chars(middle, middle + random_digits, check.id.random, 16);
    // A nonce from the future is one of a host whose clock is ahead: good, within its lifetime.
    const bool fresh = check.id.issued <= now + lifetime_ && now <= check.id.issued + lifetime_;
    check.state = fresh ? NonceState::fresh : NonceState::stale;
    return check;
}

std::string NonceIssuer::sign(std::string_view payload, std::string_view realm) const {
    std::string text(payload);
    text += ':';
    text += realm;
    return to_hex(hmac_.of(text)).substr(0, 32);
}

}  // namespace xcapd
