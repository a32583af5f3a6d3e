#include "auth/authenticator.h"

#include <algorithm>
#include <charconv>

#include "auth/digest.h"
#include "auth/ha1.h"
#include "base/ascii.h"
#include "base/base64.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/hex.h"
#include "base/log.h"
#include "http/quoted_string.h"

namespace xcapd {
namespace {

bool is_nonce_count(std::string_view nc) {
    return nc.size() == 8 && nc.find_first_not_of("0123456789abcdefABCDEF") == nc.npos &&
           nc != "00000000";  // the first request's count is 1
}

// REQUIRES: is_nonce_count(nc).
std::uint32_t nonce_count(std::string_view nc) {
    std::uint32_t count = 0;
    std::from_chars(nc.data(), nc.data() + nc.size(), count, 16);
    return count;
}

// Secrets of the usual size that nobody has.
Credentials make_decoy(bool in_clear) {
    const auto hash = [](std::size_t bytes) { return to_hex(crypto::random_bytes(bytes)); };
    return {in_clear ? hash(8) : std::string(), hash(16), hash(16), hash(32), hash(32)};
}

// What a client must send for us to even look (RFC 7616 3.4); empty when all is there.
std::string_view shape_fault(const DigestCredentials& sent, const std::string& realm) {
    if (sent.realm != realm) return "bad-realm";
    if (!ascii::equals_ignoring_case(sent.qop, "auth")) return "bad-qop";
    if (!is_nonce_count(sent.nc) || sent.cnonce.empty()) return "bad-nonce-count";
    return {};
}

Failure<AuthFailure> bad_request(std::string outcome, std::string message) {
    AuthFailure failure;
    failure.kind = AuthFailure::Kind::bad_request;
    failure.outcome = std::move(outcome);
    failure.message = std::move(message);
    return fail(std::move(failure));
}

}  // namespace

Authenticator::Authenticator(const Config& config, TrustedPeers peers, TrustedPeers proxies,
                             std::shared_ptr<NonceWindow> window)
    : use_basic_(config.auth_type == "basic"),
      basic_without_tls_(config.basic_without_tls),
      decoy_(make_decoy(config.cleartext_passwords)),
      peers_(std::move(peers)),
      proxies_(std::move(proxies)),
      headers_(config.asserted_identity_header),
      nonces_(config.nonce_secret, config.nonce_lifetime),
      window_(std::move(window)) {
    for (const auto& name : config.digest_algorithms)
        algorithms_.push_back(find_digest_algorithm(name));
}

Result<Authenticator, std::string> Authenticator::create(const Config& config,
                                                         std::shared_ptr<NonceWindow> window) {
    auto peers = TrustedPeers::parse(config.trusted_peers);
    if (!peers) return fail(std::move(peers.error()));
    auto proxies = TrustedPeers::parse(config.require_asserted_identity,
                                       "[Authentication] require_asserted_identity");
    if (!proxies) return fail(std::move(proxies.error()));
    if (!window)
        window = std::make_shared<NonceWindow>(static_cast<std::size_t>(config.nonce_window),
                                               unix_microseconds());
    return Authenticator(config, std::move(peers.value()), std::move(proxies.value()),
                         std::move(window));
}

Result<Identity, AuthFailure> Authenticator::authenticate(const http::Request& request,
                                                          const std::string& realm,
                                                          Store& store) const {
    auto identity = peers_.contains(request.remote_addr) ? of_peer(request, realm, store)
                                                         : of_credentials(request, realm, store);
    if (!identity) return identity;
    return narrowed(std::move(identity.value()), request);
}

Result<Identity, AuthFailure> Authenticator::of_peer(const http::Request& request,
                                                     const std::string& realm, Store& store) const {
    auto users = headers_.asserted(request);
    if (!users) {
        auto refused = bad_request("bad-asserted-identity", users.error());
        refused.error.log_line =
            "outcome=bad-asserted-identity peer=" + log::value(request.remote_addr) +
            " cause=" + log::value(users.error());
        return refused;
    }
    if (!users->empty()) return Identity{Identity::Kind::asserted, std::move(users.value())};
    if (!proxies_.contains(request.remote_addr)) return Identity{Identity::Kind::peer};
    return of_credentials(request, realm, store);
}

Result<Identity, AuthFailure> Authenticator::narrowed(Identity identity,
                                                      const http::Request& request) const {
    if (identity.users.empty()) return identity;
    const auto intended = headers_.intended(request);
    if (!intended) return bad_request("bad-intended-identity", intended.error());
    if (!*intended) return identity;
    if (!identity.is(**intended)) {
        AuthFailure failure;
        failure.kind = AuthFailure::Kind::forbidden;
        failure.outcome = "intended-identity";
        failure.message = "The intended identity is none of yours.";
        return fail(std::move(failure));
    }
    identity.users = {**intended};
    return identity;
}

Result<Identity, AuthFailure> Authenticator::of_credentials(const http::Request& request,
                                                            const std::string& realm,
                                                            Store& store) const {
    const auto header = ascii::trim(request.header("authorization").value_or(""));
    if (header.empty()) return refuse(realm, "no-credentials");
    const auto space = header.find(' ');
    const auto scheme = header.substr(0, space);
    const auto rest = space == header.npos ? std::string_view() : header.substr(space + 1);
    if (!use_basic_ && ascii::equals_ignoring_case(scheme, "Digest"))
        return digest(rest, request, realm, store);
    if (use_basic_ && ascii::equals_ignoring_case(scheme, "Basic"))
        return basic(rest, request, realm, store);
    return refuse(realm, "bad-scheme");
}

Result<Identity, AuthFailure> Authenticator::digest(std::string_view parameters,
                                                    const http::Request& request,
                                                    const std::string& realm, Store& store) const {
    const auto sent = parse_digest(parameters);
    if (!sent) return refuse(realm, "bad-digest-syntax");
    const DigestAlgorithm* algorithm = chosen(sent->algorithm);
    if (algorithm == nullptr) return refuse(realm, "bad-algorithm");
    if (const auto fault = shape_fault(*sent, realm); !fault.empty())
        return refuse(realm, std::string(fault));
    if (!is_uri_of_request(sent->uri, request.target))
        return bad_request("digest-of-other-uri",
                           "The digest's uri is not the URI of this request.");
    const std::string name = account_name(sent->username, realm);
    const auto credentials = store.find_credentials(name, realm);
    const std::string ha1 =
        ha1_of(*algorithm, credentials ? *credentials : decoy_, sent->username, realm);
    const bool matches = crypto::equal_in_constant_time(
        digest_response(algorithm->hash, *sent, ha1, request.method), ascii::lower(sent->response));
    if (credentials && ha1.empty()) return refuse_unserved(*algorithm, sent->username, realm);
    if (!matches || !credentials)
        return refuse(realm, credentials ? "bad-password" : "unknown-account");
    const auto now = unix_microseconds();
    const auto nonce = nonces_.check(sent->nonce, realm, now);
    if (nonce.state != NonceState::fresh) return refuse(realm, "stale-nonce", true);
    // Only counts that came with the right password are remembered.
    const auto use = window_->use(nonce.id, nonce_count(sent->nc), now);
    if (use != NonceUse::accepted)
        return refuse(realm, use == NonceUse::replayed ? "replayed-nonce-count" : "forgotten-nonce",
                      true);
    Identity identity{Identity::Kind::user, {UserId{name, realm}}};
    if (nonces_.is_aging(nonce.id, now))
        identity.authentication_info = "nextnonce=\"" + nonces_.issue(realm, now) + "\"";
    return identity;
}

Result<Identity, AuthFailure> Authenticator::basic(std::string_view credentials,
                                                   const http::Request& request,
                                                   const std::string& realm, Store& store) const {
    if (request.scheme != "https" && !basic_without_tls_) return refuse(realm, "basic-without-tls");
    const auto decoded = base64_decode(ascii::trim(credentials));
    const auto colon = decoded ? decoded->find(':') : std::string::npos;
    if (colon == std::string::npos) return refuse(realm, "bad-basic-syntax");
    const std::string name = account_name(decoded->substr(0, colon), realm);
    const std::string password = decoded->substr(colon + 1);
    const auto account = store.find_credentials(name, realm);
    const auto& stored = account ? *account : decoy_;
    const bool matches =
        stored.password.empty()
            ? crypto::equal_in_constant_time(ha1(name, realm, password), ascii::lower(stored.ha1))
            : crypto::equal_in_constant_time(password, stored.password);
    if (!matches || !account) return refuse(realm, account ? "bad-password" : "unknown-account");
    return Identity{Identity::Kind::user, {UserId{name, realm}}};
}

const DigestAlgorithm* Authenticator::chosen(const std::string& name) const {
    const auto* algorithm = find_digest_algorithm(name.empty() ? "MD5" : name);
    const bool is_offered =
        std::find(algorithms_.begin(), algorithms_.end(), algorithm) != algorithms_.end();
    return is_offered ? algorithm : nullptr;
}

// The account's row has no hash that this client's answer could be compared with.
Failure<AuthFailure> Authenticator::refuse_unserved(const DigestAlgorithm& algorithm,
                                                    const std::string& username,
                                                    const std::string& realm) const {
    auto failure = refuse(realm, "no-hash");
    failure.error.log_line = "outcome=no-hash user=" + log::value(username) +
                             " realm=" + log::value(realm) +
                             " algorithm=" + std::string(algorithm.name) +
                             " cause=\"the account has no hash for this algorithm and spelling of "
                             "the user name; set its password again with xcapd user passwd\"";
    return failure;
}

Failure<AuthFailure> Authenticator::refuse(const std::string& realm, std::string outcome,
                                           bool stale) const {
    AuthFailure failure;
    failure.message = outcome == "basic-without-tls" ? "Basic authentication needs https."
                      : use_basic_                   ? "Basic authentication required."
                                                     : "Digest authentication required.";
    failure.outcome = std::move(outcome);
    if (use_basic_) {
        failure.challenges = {"Basic realm=" + http::quoted_string(realm) + ", charset=\"UTF-8\""};
        return fail(std::move(failure));
    }
    const auto nonce = nonces_.issue(realm, unix_microseconds());
    for (const auto* algorithm : algorithms_)
        failure.challenges.push_back(digest_challenge(algorithm->name, realm, nonce, stale));
    return fail(std::move(failure));
}

}  // namespace xcapd
