// RFC 4231 for HMAC; hashes are tested by the digests of RFC 7616 (auth/digest_test.cc).
#include "base/crypto.h"

#include <doctest/doctest.h>

#include "base/hex.h"

using namespace xcapd;

TEST_SUITE("base/crypto") {
    TEST_CASE("HMAC-SHA-256, again and again under one key (RFC 4231 4.3, 4.7)") {
        const crypto::HmacSha256 hmac("Jefe");
        const auto copy = hmac;
        for (int i = 0; i < 2; ++i)
            for (const auto* one : {&hmac, &copy})
                CHECK(to_hex(one->of("what do ya want for nothing?")) ==
                      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        const crypto::HmacSha256 longer(std::string(131, '\xaa'));
        CHECK(to_hex(longer.of("Test Using Larger Than Block-Size Key - Hash Key First")) ==
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
        CHECK(hmac.of("") != longer.of(""));
    }
}
