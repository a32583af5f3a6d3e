#include "bench/load/digest_client.h"

#include <algorithm>
#include <cstdio>
#include <optional>

#include "auth/digest.h"
#include "base/ascii.h"
#include "base/crypto.h"
#include "http/quoted_string.h"

namespace bench {

using xcapd::crypto::hex_digest;
using xcapd::http::quoted_string;

namespace {

using xcapd::ascii::equals_ignoring_case;
using xcapd::ascii::trim;

// Takes what stands before the next comma outside quotes.
std::string_view take_part(std::string_view& list) {
    bool is_quoted = false;
    std::size_t at = 0;
    for (; at < list.size() && (is_quoted || list[at] != ','); ++at) {
        if (list[at] == '"') is_quoted = !is_quoted;
        if (list[at] == '\\' && is_quoted) ++at;
    }
    const auto part = trim(list.substr(0, at));
    list.remove_prefix(std::min(at + 1, list.size()));
    return part;
}

// The scheme that a part begins with (RFC 9110 11.6.1): of "Digest realm=x" and "Negotiate", but
// not of "nonce=x" and "nonce = x".
std::string_view scheme_of(std::string_view part) {
    const auto end = std::min(part.find_first_of(" =\t"), part.size());
    return trim(part.substr(end)).starts_with('=') ? std::string_view() : part.substr(0, end);
}

std::optional<Nonce> parse_challenge(std::string_view parameters) {
    const auto parsed = xcapd::parse_digest(parameters);
    if (!parsed || parsed->nonce.empty()) return std::nullopt;
    const auto* algorithm =
        xcapd::find_digest_algorithm(parsed->algorithm.empty() ? "MD5" : parsed->algorithm);
    if (algorithm == nullptr) return std::nullopt;
    Nonce nonce{parsed->realm, parsed->nonce, {}, algorithm, 0};
    while (!parameters.empty()) {
        const auto part = take_part(parameters);
        const auto equals = std::min(part.find('='), part.size());
        if (equals_ignoring_case(trim(part.substr(0, equals)), "opaque"))
            nonce.opaque = trim(part.substr(equals + 1));
    }
    return nonce;
}

}  // namespace

bool DigestClient::take_challenge(std::string_view challenges) {
    for (auto rest = challenges; !rest.empty();) {
        const auto part = take_part(rest);
        const auto scheme = scheme_of(part);
        if (!equals_ignoring_case(scheme, "digest")) continue;
        std::string parameters(part.substr(scheme.size()));
        for (auto next = rest; !rest.empty(); rest = next) {
            const auto parameter = take_part(next);
            if (!scheme_of(parameter).empty()) break;
            parameters.append(", ").append(parameter);
        }
        if (auto nonce = parse_challenge(parameters)) {
            *nonce_ = std::move(*nonce);
            return true;
        }
    }
    return false;
}

void DigestClient::take_info(std::string_view header) {
    constexpr std::string_view name = "nextnonce=\"";
    const auto begin = header.find(name);
    if (begin == header.npos) return;
    header.remove_prefix(begin + name.size());
    nonce_->value = header.substr(0, header.find('"'));
    nonce_->count = 0;
}

void DigestClient::append_authorization(std::string& out, const std::string& method,
                                        const std::string& target) {
    const auto hash = nonce_->algorithm->hash;
    if (realm_ != nonce_->realm || algorithm_ != nonce_->algorithm) {
        realm_ = nonce_->realm;
        algorithm_ = nonce_->algorithm;
        ha1_ = hex_digest(hash, user_ + ":" + realm_ + ":" + password_);
        who_ = "username=" + quoted_string(user_) + ", realm=" + quoted_string(realm_);
        method_.clear();
    }
    if (method_ != method) {
        method_ = method;
        ha2_ = hex_digest(hash, method + ":" + target);
        what_ = ", uri=" + quoted_string(target);
    }
    char count[9];
    std::snprintf(count, sizeof count, "%08x", ++nonce_->count);
    const std::string proof = ":" + nonce_->value + ":" + count + ":0123456789abcdef:auth:" + ha2_;
    out += "Authorization: Digest ";
    out += who_;
    out += ", nonce=";
    out += quoted_string(nonce_->value);
    out += what_;
    out += ", algorithm=";
    out += nonce_->algorithm->name;
    if (!nonce_->opaque.empty()) out.append(", opaque=").append(nonce_->opaque);
    out += ", qop=auth, nc=";
    out += count;
    out += ", cnonce=\"0123456789abcdef\", response=\"";
    out += hex_digest(hash, ha1_ + proof);
    out += "\"\r\n";
}

}  // namespace bench
