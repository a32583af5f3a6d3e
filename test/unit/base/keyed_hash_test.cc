#include "base/keyed_hash.h"

#include <doctest/doctest.h>

#include <string>

using namespace xcapd;

TEST_SUITE("base/keyed_hash") {
    // As Python 3.11 computes them: PYTHONHASHSEED=0, hash(b"…").
    TEST_CASE("SipHash-1-3 of texts shorter than, as long as and longer than a word") {
        CHECK(siphash(0, 0, "a") == 0x407448d2b89b1813);
        CHECK(siphash(0, 0, "12345678") == 0x3489982430560a87);
        CHECK(siphash(0, 0, "sip:alice@example.com") == 0x5a14f194bcd47dd4);
        CHECK(siphash(0, 0, "0123456789abcdef") == 0x1d42b30f7e060c24);
        CHECK(siphash(1, 0, "a") != siphash(0, 0, "a"));
        CHECK(siphash(0, 1, "a") != siphash(0, 0, "a"));
    }

    TEST_CASE("texts that end in zeros differ") {
        CHECK(keyed_hash("") != keyed_hash(std::string(1, '\0')));
        CHECK(keyed_hash("a") != keyed_hash(std::string("a\0", 2)));
        CHECK(keyed_hash("a") == keyed_hash("a"));
    }
}
