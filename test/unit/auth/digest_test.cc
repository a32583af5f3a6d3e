#include "auth/digest.h"

#include <doctest/doctest.h>

#include "auth/digest_algorithm.h"
#include "auth/ha1.h"
#include "auth/nonce.h"

using namespace xcapd;

TEST_SUITE("auth/digest") {
    TEST_CASE("the response is that of RFC 7616 3.9.1's MD5 example") {
        const auto sent = parse_digest(
            "username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", "
            "algorithm=MD5, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, "
            "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, "
            "response=\"8ca523f5e9506fed4657c9700eebdbec\", "
            "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
        REQUIRE(sent);
        const auto secret = ha1("Mufasa", "http-auth@example.org", "Circle of Life");
        CHECK(digest_response(crypto::Hash::md5, *sent, secret, "GET") == sent->response);
        CHECK(digest_response(crypto::Hash::md5, *sent, secret, "PUT") != sent->response);
    }

    TEST_CASE("the response is that of RFC 7616 3.9.1's SHA-256 example") {
        const auto sent = parse_digest(
            "username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", "
            "algorithm=SHA-256, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
            "nc=00000001, cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, "
            "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"");
        REQUIRE(sent);
        const auto secret = ha1_sha256("Mufasa", "http-auth@example.org", "Circle of Life");
        CHECK(digest_response(crypto::Hash::sha256, *sent, secret, "GET") == sent->response);
    }

    TEST_CASE("SHA-512/256 is FIPS 180-4's, not SHA-512 cut short") {
        CHECK(crypto::hex_digest(crypto::Hash::sha512_256, "abc") ==
              "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23");
    }

    TEST_CASE("each algorithm takes its own column, a clear password serves all") {
        Credentials row;
        row.ha1 = "A1";
        row.ha1b = "B1";
        row.ha1_sha256 = "C1";
        const auto of = [&](const char* name, const char* user) {
            return ha1_of(*find_digest_algorithm(name), row, user, "example.com");
        };
        CHECK(of("md5", "alice") == "a1");
        CHECK(of("MD5", "alice@example.com") == "b1");
        CHECK(of("SHA-256", "alice") == "c1");
        CHECK(of("SHA-256", "alice@example.com") == "");
        CHECK(of("sha-512-256", "alice") == "");
        CHECK(of("MD5", "alice@EXAMPLE.com") == "b1");
        // An account's name may hold an @ itself.
        CHECK(of("MD5", "alice@mail.org") == "a1");
        CHECK(of("MD5", "alice@mail.org@example.com") == "b1");
        CHECK(of("SHA-256", "alice@mail.org") == "c1");
        row.password = "123";
        CHECK(of("MD5", "alice") == ha1("alice", "example.com", "123"));
        CHECK(of("MD5", "alice@example.com") == ha1b("alice", "example.com", "123"));
        CHECK(of("SHA-512-256", "alice") == ha1_sha512_256("alice", "example.com", "123"));
        CHECK(find_digest_algorithm("SHA-1") == nullptr);
    }

    TEST_CASE("parameters stand with or without spaces, quoted or not, in any case") {
        const auto sent = parse_digest(
            "USERNAME=alice,realm=\"a, \\\"b\\\"\",nonce=n , "
            "Uri=\"/x?y=z\",qop=\"auth\",nc=00000001");
        REQUIRE(sent);
        CHECK(sent->username == "alice");
        CHECK(sent->realm == "a, \"b\"");
        CHECK(sent->nonce == "n");
        CHECK(sent->uri == "/x?y=z");
        CHECK(sent->qop == "auth");
    }

    TEST_CASE("a uri may hold a node selector's quotes unescaped, as curl and urllib send it") {
        const auto sent =
            parse_digest("username=\"alice\", uri=\"/l/~~/a/b[@n=\"x\"]/@c\",response=\"r\"");
        REQUIRE(sent);
        CHECK(sent->uri == "/l/~~/a/b[@n=\"x\"]/@c");
        CHECK(sent->response == "r");
        CHECK(parse_digest("uri=\"/l/~~/a[@n=\"x\"]\"")->uri == "/l/~~/a[@n=\"x\"]");
    }

    TEST_CASE("broken syntax and repeated parameters are refused") {
        for (const char* text : {"username", "username=\"a", "username=\"a\" realm=\"b\"", "=a",
                                 "username=\"a\\", "username=a,username=b"}) {
            CAPTURE(text);
            CHECK_FALSE(parse_digest(text).has_value());
        }
    }

    TEST_CASE("the digest's uri must be the request's (RFC 7616 3.4.6)") {
        CHECK(is_uri_of_request("/r/a?q", "/r/a?q"));
        CHECK(is_uri_of_request("https://host/r/a?q", "/r/a?q"));
        CHECK(is_uri_of_request("/r/sip:a@b/x", "/r/sip%3Aa%40b/x?xmlns(a=b)"));
        CHECK_FALSE(is_uri_of_request("/r/b", "/r/a"));
        CHECK_FALSE(is_uri_of_request("", "/r/a"));
        CHECK_FALSE(is_uri_of_request("/r/a?other", "/r/a?q"));
        CHECK_FALSE(is_uri_of_request("/r/a/b", "/r/a"));
    }

    TEST_CASE("an encoded slash of a document's name is not one between segments") {
        CHECK_FALSE(is_uri_of_request("/r/a/b", "/r/a%2Fb"));
        CHECK_FALSE(is_uri_of_request("/r/a%2fb", "/r/a/b"));
        CHECK_FALSE(is_uri_of_request("/r/a%2F~~%2Fb", "/r/a/~~/b"));
        CHECK_FALSE(is_uri_of_request("/r/a", "/r%2Fa"));
        CHECK(is_uri_of_request("/r/a%2fb", "/r/a%2Fb"));
        CHECK(is_uri_of_request("/r/a/~~/b[@c=\"/\"]", "/r/a/%7E~/b%5B@c=%22%2F%22%5D"));
        CHECK(is_uri_of_request("/r/a/", "/r/%61/"));
    }

    TEST_CASE("HA1 values are those of the OpenSIPS subscriber table") {
        CHECK(ha1("alice", "example.com", "123") == "e7e17aa8f41805bdf8ccc4d5520560d0");
        CHECK(ha1b("alice", "example.com", "123") ==
              ha1("alice@example.com", "example.com", "123"));
        CHECK(ha1_sha256("alice", "example.com", "123").size() == 64);
        CHECK(ha1_sha512_256("alice", "example.com", "123").size() == 64);
    }

    TEST_CASE("a challenge quotes its realm") {
        CHECK(digest_challenge("MD5", "a\"b", "n", false) ==
              "Digest realm=\"a\\\"b\", nonce=\"n\", algorithm=MD5, qop=\"auth\"");
        CHECK(digest_challenge("SHA-256", "a", "n", true).ends_with(", stale=true"));
    }
}

TEST_SUITE("auth/nonce") {
    TEST_CASE("a nonce is fresh within its lifetime, for its realm, under its secret") {
        const NonceIssuer issuer("secret", 60);
        const auto nonce = issuer.issue("example.com", 1'000'000'000);
        CHECK(issuer.check(nonce, "example.com", 1'000'000'000).state == NonceState::fresh);
        CHECK(issuer.check(nonce, "example.com", 1'060'000'000).state == NonceState::fresh);
        CHECK(issuer.check(nonce, "example.com", 1'061'000'000).state == NonceState::stale);
        CHECK(issuer.check(nonce, "other.org", 1'000'000'000).state == NonceState::foreign);
        CHECK(NonceIssuer("secret", 60).check(nonce, "example.com", 1'000'000'000).state ==
              NonceState::fresh);
        CHECK(NonceIssuer("other", 60).check(nonce, "example.com", 1'000'000'000).state ==
              NonceState::foreign);
        CHECK(issuer.issue("example.com", 1'000'000'000) != nonce);
    }

    TEST_CASE("a forged nonce is foreign") {
        const NonceIssuer issuer("", 60);
        auto nonce = issuer.issue("a", 1'000'000'000);
        CHECK(issuer.check("", "a", 1'000'000'000).state == NonceState::foreign);
        CHECK(issuer.check(nonce.substr(0, nonce.size() - 1), "a", 1'000'000'000).state ==
              NonceState::foreign);
        nonce[3] = nonce[3] == '0' ? '1' : '0';
        CHECK(issuer.check(nonce, "a", 1'000'000'000).state == NonceState::foreign);
    }
}
