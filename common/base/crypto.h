// The few primitives of OpenSSL that the rest needs: hashes, HMAC, random bytes, and a comparison
// whose time does not depend on where two secrets differ.
//
// All throw std::runtime_error when OpenSSL fails, which means the machine cannot run xcapd.
#pragma once

#include <string>
#include <string_view>

namespace xcapd::crypto {

enum class Hash { md5, sha256, sha512_256 };

/// Lower-case hex of the hash, the form HTTP Digest and the subscriber table use.
std::string hex_digest(Hash hash, std::string_view bytes);

/// 32 raw bytes.
std::string hmac_sha256(std::string_view key, std::string_view bytes);

/// `count` bytes from the operating system's generator.
std::string random_bytes(std::size_t count);

/// Equality in time that depends only on the lengths.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace xcapd::crypto
