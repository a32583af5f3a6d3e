#include "base/crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <stdexcept>

#include "base/hex.h"

namespace xcapd::crypto {
namespace {

const EVP_MD* algorithm(Hash hash) {
    switch (hash) {
        case Hash::md5: return EVP_md5();
        case Hash::sha256: return EVP_sha256();
        case Hash::sha512_256: return EVP_sha512_256();
    }
    return nullptr;
}

}  // namespace

std::string hex_digest(Hash hash, std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out;
    unsigned int length = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), out.data(), &length, algorithm(hash), nullptr) != 1)
        throw std::runtime_error("OpenSSL refuses a hash (is it in FIPS mode?)");
    return to_hex({reinterpret_cast<const char*>(out.data()), length});
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out;
    unsigned int length = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), out.data(),
             &length) == nullptr)
        throw std::runtime_error("OpenSSL HMAC failed");
    return {reinterpret_cast<const char*>(out.data()), length};
}

std::string random_bytes(std::size_t count) {
    std::string out(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(count)) != 1)
        throw std::runtime_error("OpenSSL has no random numbers");
    return out;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace xcapd::crypto
