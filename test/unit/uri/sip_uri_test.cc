#include "uri/sip_uri.h"

#include <doctest/doctest.h>

using namespace xcapd;

TEST_SUITE("uri/sip_uri") {
    TEST_CASE("spellings of one URI are one (RFC 4826 5)") {
        for (const char* uri :
             {"sip:joe%20s@example.com;a=b;user=phone", "SIP:%6aoe%20s@EXAMPLE.com;user=phone;a=b",
              "sip:joe%20s@example.com;User=PHONE;A=%62",
              "sip:joe%20s@Example.Com;a=b;user=phone?c=d"}) {
            CAPTURE(uri);
            CHECK(canonical_uri(uri) == "sip:joe s@example.com;a=b;user=phone");
        }
        CHECK(canonical_uri("SIPS:a@B") == "sips:a@b");
        CHECK(canonical_uri("TEL:+49-30-123") == "tel:+4930123");
        CHECK(canonical_uri("sip:EXAMPLE.com") == "sip:example.com");
        CHECK(canonical_uri("sip:a?b@C?d") == "sip:a?b@c");
    }

    TEST_CASE("what RFC 3261 19.1.4 takes for two stays two") {
        for (const char* other :
             {"sip:Joe@example.com", "sips:joe@example.com", "sip:joe@example.com:5060",
              "sip:joe@example.com;transport=udp", "sip:joe@example.com;user=phone",
              "sip:example.com", "sip:joe%40example.com", "pres:joe@example.com"}) {
            CAPTURE(other);
            CHECK(canonical_uri(other) != "sip:joe@example.com");
        }
        CHECK(canonical_uri("sip:a%2b@b") == "sip:a%2B@b");
    }

    TEST_CASE("what is no SIP URI, or a broken one, is left alone") {
        for (const char* uri :
             {"", "a", "Pres:A@B", "http://A/%61", "sip:%zz@b", "sip:%ff@b", "tel:x"})
            CHECK(canonical_uri(uri) == uri);
        CHECK(canonical_uri("sip:a@b;c=%20") == "sip:a@b;c=%20");
    }

    TEST_CASE("doing it twice is doing it once") {
        for (const char* uri :
             {"sip:%2540@b", "sip:a@b;x;%3b;y", "sip:a@b;;", "tel:7;phone-context=A"})
            CHECK(canonical_uri(canonical_uri(uri)) == canonical_uri(uri));
    }
}
