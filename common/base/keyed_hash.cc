#include "base/keyed_hash.h"

#include <bit>
#include <cstring>

#include "base/crypto.h"

namespace xcapd {
namespace {

struct State {
    std::uint64_t a, b, c, d;

    void round() {
        a += b;
        b = std::rotl(b, 13) ^ a;
        a = std::rotl(a, 32);
        c += d;
        d = std::rotl(d, 16) ^ c;
        a += d;
        d = std::rotl(d, 21) ^ a;
        c += b;
        b = std::rotl(b, 17) ^ c;
        c = std::rotl(c, 32);
    }

    void take(std::uint64_t word) {
        d ^= word;
        round();
        a ^= word;
    }
};

// Up to eight bytes as a little-endian number.
std::uint64_t word_of(std::string_view bytes) {
    std::uint64_t word = 0;
    if constexpr (std::endian::native == std::endian::little) {
        std::memcpy(&word, bytes.data(), bytes.size());
    } else {
        for (std::size_t i = bytes.size(); i > 0; --i)
            word = word << 8 | static_cast<unsigned char>(bytes[i - 1]);
    }
    return word;
}

}  // namespace

std::uint64_t siphash(std::uint64_t key0, std::uint64_t key1, std::string_view text) {
    State state{key0 ^ 0x736f6d6570736575, key1 ^ 0x646f72616e646f6d, key0 ^ 0x6c7967656e657261,
                key1 ^ 0x7465646279746573};
    const std::uint64_t length = text.size();
    for (; text.size() >= 8; text.remove_prefix(8)) state.take(word_of(text.substr(0, 8)));
    state.take(word_of(text) | length << 56);
    state.c ^= 0xff;
    for (int i = 0; i < 3; ++i) state.round();
    return state.a ^ state.b ^ state.c ^ state.d;
}

std::size_t keyed_hash(std::string_view text) {
    static const std::string key = crypto::random_bytes(16);
    static const std::uint64_t key0 = word_of(std::string_view(key).substr(0, 8));
    static const std::uint64_t key1 = word_of(std::string_view(key).substr(8));
    return siphash(key0, key1, text);
}

}  // namespace xcapd
