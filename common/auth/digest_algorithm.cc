#include "auth/digest_algorithm.h"

#include <algorithm>
#include <iterator>

#include "auth/ha1.h"
#include "base/ascii.h"

namespace xcapd {
namespace {

constexpr DigestAlgorithm algorithms[] = {
    {"MD5", crypto::Hash::md5, &Credentials::ha1, &Credentials::ha1b},
    {"SHA-256", crypto::Hash::sha256, &Credentials::ha1_sha256, nullptr},
    {"SHA-512-256", crypto::Hash::sha512_256, &Credentials::ha1_sha512t256, nullptr},
};

}  // namespace

const DigestAlgorithm* find_digest_algorithm(std::string_view name) {
    const auto* const found = std::find_if(
        std::begin(algorithms), std::end(algorithms),
        [&](const auto& algorithm) { return ascii::equals_ignoring_case(algorithm.name, name); });
    return found == std::end(algorithms) ? nullptr : found;
}

std::string ha1_of(const DigestAlgorithm& algorithm, const Credentials& credentials,
                   const std::string& username, const std::string& realm) {
    if (!credentials.password.empty())
        return crypto::hex_digest(algorithm.hash,
                                  username + ":" + realm + ":" + credentials.password);
    const bool is_bare = account_name(username, realm) == username;
    const auto column = is_bare ? algorithm.ha1 : algorithm.ha1_at;
    return column == nullptr ? std::string() : ascii::lower(credentials.*column);
}

}  // namespace xcapd
