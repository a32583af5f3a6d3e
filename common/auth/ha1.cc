#include "auth/ha1.h"

#include "base/ascii.h"
#include "base/crypto.h"

namespace xcapd {
namespace {

std::string a1(const std::string& username, const std::string& realm, const std::string& password) {
    return username + ":" + realm + ":" + password;
}

}  // namespace

std::string account_name(const std::string& username, const std::string& realm) {
    const auto at = username.rfind('@');
    const bool names_realm =
        at != username.npos && ascii::equals_ignoring_case(username.substr(at + 1), realm);
    return names_realm ? username.substr(0, at) : username;
}

std::string ha1(const std::string& username, const std::string& realm,
                const std::string& password) {
    return crypto::hex_digest(crypto::Hash::md5, a1(username, realm, password));
}

std::string ha1b(const std::string& username, const std::string& realm,
                 const std::string& password) {
    return ha1(username + "@" + realm, realm, password);
}

std::string ha1_sha256(const std::string& username, const std::string& realm,
                       const std::string& password) {
    return crypto::hex_digest(crypto::Hash::sha256, a1(username, realm, password));
}

std::string ha1_sha512_256(const std::string& username, const std::string& realm,
                           const std::string& password) {
    return crypto::hex_digest(crypto::Hash::sha512_256, a1(username, realm, password));
}

Credentials hashes_of(const std::string& username, const std::string& domain,
                      const std::string& password) {
    return {{},
            ha1(username, domain, password),
            ha1b(username, domain, password),
            ha1_sha256(username, domain, password),
            ha1_sha512_256(username, domain, password)};
}

}  // namespace xcapd
