// The hashed forms of a password that OpenSIPS's subscriber table keeps (FACTS 3.1).
#pragma once

#include <string>

#include "store/store.h"

namespace xcapd {

/// `alice` or `alice@realm`, as a client writes its name, is the account `alice` of this realm. A
/// name with another domain behind its `@` is an account's whole name.
std::string account_name(const std::string& username, const std::string& realm);

/// MD5(username:realm:password), hex.
std::string ha1(const std::string& username, const std::string& realm, const std::string& password);
/// MD5(username@domain:realm:password), hex, with domain = realm.
std::string ha1b(const std::string& username, const std::string& realm,
                 const std::string& password);
std::string ha1_sha256(const std::string& username, const std::string& realm,
                       const std::string& password);
std::string ha1_sha512_256(const std::string& username, const std::string& realm,
                           const std::string& password);

/// All of them, with domain = realm; without the password itself.
Credentials hashes_of(const std::string& username, const std::string& domain,
                      const std::string& password);

}  // namespace xcapd
