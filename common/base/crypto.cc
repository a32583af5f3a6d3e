#include "base/crypto.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "base/hex.h"

namespace xcapd::crypto {
namespace {

// Looked up once: OpenSSL 3 would do it at each use, which costs more than a short text's hash.
const EVP_MD* algorithm(Hash hash) {
    static const EVP_MD* const md5 = EVP_MD_fetch(nullptr, "MD5", nullptr);
    static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    static const EVP_MD* const sha512_256 = EVP_MD_fetch(nullptr, "SHA512-256", nullptr);
    switch (hash) {
        case Hash::md5: return md5;
        case Hash::sha256: return sha256;
        case Hash::sha512_256: return sha512_256;
    }
    return nullptr;
}

struct FreeDigest {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

}  // namespace

std::string hex_digest(Hash hash, std::string_view bytes) {
    static thread_local const std::unique_ptr<EVP_MD_CTX, FreeDigest> context(EVP_MD_CTX_new());
    std::array<unsigned char, EVP_MAX_MD_SIZE> out;
    unsigned int length = 0;
    const auto* md = algorithm(hash);
    if (!context || md == nullptr || EVP_DigestInit_ex2(context.get(), md, nullptr) != 1 ||
        EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) != 1 ||
        EVP_DigestFinal_ex(context.get(), out.data(), &length) != 1)
        throw std::runtime_error("OpenSSL refuses a hash (is it in FIPS mode?)");
    return to_hex({reinterpret_cast<const char*>(out.data()), length});
}

struct HmacSha256::State {
    State()
        : mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr)),
          context(mac == nullptr ? nullptr : EVP_MAC_CTX_new(mac)) {}
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        EVP_MAC_CTX_free(context);
        EVP_MAC_free(mac);
    }
    EVP_MAC* mac;
    EVP_MAC_CTX* context;
};

HmacSha256::HmacSha256(std::string_view key) : state_(std::make_shared<State>()) {
    char name[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
        OSSL_PARAM_construct_end()};
    if (state_->context == nullptr ||
        EVP_MAC_init(state_->context, reinterpret_cast<const unsigned char*>(key.data()),
                     key.size(), parameters) != 1)
        throw std::runtime_error("OpenSSL has no HMAC");
}

std::string HmacSha256::of(std::string_view bytes) const {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out;
    std::size_t length = 0;
    auto* context = state_->context;
    // Without a key: with the one it has.
    if (EVP_MAC_init(context, nullptr, 0, nullptr) != 1 ||
        EVP_MAC_update(context, reinterpret_cast<const unsigned char*>(bytes.data()),
                       bytes.size()) != 1 ||
        EVP_MAC_final(context, out.data(), &length, out.size()) != 1)
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
