#include "bench/load/digest_client.h"

#include <cstdio>

#include "auth/digest.h"
#include "base/ascii.h"
#include "base/crypto.h"

namespace bench {

using xcapd::crypto::hex_digest;

bool DigestClient::take_challenge(std::string_view header) {
    constexpr std::string_view scheme = "digest ";
    if (!xcapd::ascii::equals_ignoring_case(header.substr(0, scheme.size()), scheme)) return false;
    const auto challenge = xcapd::parse_digest(header.substr(scheme.size()));
    if (!challenge || challenge->nonce.empty()) return false;
    const auto* algorithm =
        xcapd::find_digest_algorithm(challenge->algorithm.empty() ? "MD5" : challenge->algorithm);
    if (algorithm == nullptr) return false;
    *nonce_ = {challenge->realm, challenge->nonce, algorithm, 0};
    return true;
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
    if (realm_ != nonce_->realm || ha1_.empty()) {
        realm_ = nonce_->realm;
        ha1_ = hex_digest(hash, user_ + ":" + realm_ + ":" + password_);
        method_.clear();
    }
    if (method_ != method) {
        method_ = method;
        ha2_ = hex_digest(hash, method + ":" + target);
    }
    char count[9];
    std::snprintf(count, sizeof count, "%08x", ++nonce_->count);
    const std::string proof = ":" + nonce_->value + ":" + count + ":0123456789abcdef:auth:" + ha2_;
    out += "Authorization: Digest username=\"";
    out += user_;
    out += "\", realm=\"";
    out += realm_;
    out += "\", nonce=\"";
    out += nonce_->value;
    out += "\", uri=\"";
    out += target;
    out += "\", algorithm=";
    out += nonce_->algorithm->name;
    out += ", qop=auth, nc=";
    out += count;
    out += ", cnonce=\"0123456789abcdef\", response=\"";
    out += hex_digest(hash, ha1_ + proof);
    out += "\"\r\n";
}

}  // namespace bench
