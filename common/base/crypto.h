// The few primitives of OpenSSL that the rest needs: hashes, HMAC, random bytes, and a comparison
// whose time does not depend on where two secrets differ.
//
// All throw std::runtime_error when OpenSSL fails, which means the machine cannot run xcapd.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace xcapd::crypto {

enum class Hash { md5, sha256, sha512_256 };

/// Lower-case hex of the hash, the form HTTP Digest and the subscriber table use.
std::string hex_digest(Hash hash, std::string_view bytes);

/// HMAC under one key, which is set up once. Not for two threads at a time; copies are one.
class HmacSha256 {
  public:
    explicit HmacSha256(std::string_view key);
    /// 32 raw bytes.
    std::string of(std::string_view bytes) const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

/// `count` bytes from the operating system's generator.
std::string random_bytes(std::size_t count);

/// Equality in time that depends only on the lengths.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace xcapd::crypto
