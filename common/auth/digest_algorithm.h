// The hash algorithms of HTTP Digest (RFC 7616 3.3, 6.1): one table of names, hashes, and what the
// subscriber table keeps for each.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.h"
#include "store/store.h"

namespace xcapd {

struct DigestAlgorithm {
    std::string_view name;  // as it goes on the wire
    crypto::Hash hash;
    std::string Credentials::*ha1;     // column of H(user:realm:password)
    std::string Credentials::*ha1_at;  // of H(user@realm:realm:password); nullptr: none
};

/// The algorithm of this name, in any case; nullptr when there is none.
const DigestAlgorithm* find_digest_algorithm(std::string_view name);

/// HA1 in lower-case hex for a client that calls itself `username` (with or without "@realm"), from
/// the clear password or the column that has it. Empty where the row cannot serve this client.
std::string ha1_of(const DigestAlgorithm& algorithm, const Credentials& credentials,
                   const std::string& username, const std::string& realm);

}  // namespace xcapd
