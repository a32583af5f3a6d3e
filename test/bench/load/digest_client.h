// The client's side of HTTP Digest (RFC 7616): one nonce, a growing count.
//
// What does not change between two requests is hashed once, so that a request costs the generator
// one hash.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "auth/digest_algorithm.h"

namespace bench {

/// A challenge and how often it was answered. Connections may share one.
struct Nonce {
    std::string realm;
    std::string value;
    std::string opaque;                                 // as it came, with its quotes; empty: none
    const xcapd::DigestAlgorithm* algorithm = nullptr;  // nullptr: no challenge yet
    std::uint32_t count = 0;
};

class DigestClient {
  public:
    DigestClient(std::string user, std::string password, std::shared_ptr<Nonce> nonce)
        : user_(std::move(user)), password_(std::move(password)), nonce_(std::move(nonce)) {}

    bool has_nonce() const { return nonce_->algorithm != nullptr; }

    /// Takes the first challenge of a WWW-Authenticate header that can be answered: Digest, with an
    /// algorithm that is known. RETURNS whether there is one.
    bool take_challenge(std::string_view challenges);
    /// Takes the nextnonce of an Authentication-Info header, where it has one.
    void take_info(std::string_view header);

    /// Appends an Authorization header line. REQUIRES: has_nonce().
    void append_authorization(std::string& out, const std::string& method,
                              const std::string& target);

  private:
    std::string user_;
    std::string password_;
    std::shared_ptr<Nonce> nonce_;
    // Of what the hashes are, the hashes, and how it stands in the header.
    std::string realm_;
    const xcapd::DigestAlgorithm* algorithm_ = nullptr;
    std::string method_;
    std::string ha1_;
    std::string ha2_;
    std::string who_;
    std::string what_;
};

}  // namespace bench
