#include "auth/trusted_peers.h"

#include <doctest/doctest.h>
#include <netdb.h>
#include <sys/socket.h>

#include <memory>

using xcapd::TrustedPeers;

namespace {

bool trusts(const std::vector<std::string>& items, const std::string& address) {
    const auto peers = TrustedPeers::parse(items);
    REQUIRE(peers.ok());
    return peers->contains(address);
}

}  // namespace

TEST_SUITE("auth/trusted_peers") {
    TEST_CASE("networks of both families match what lies in them and nothing else") {
        CHECK(trusts({"10.1.2.0/23"}, "10.1.3.255"));
        CHECK_FALSE(trusts({"10.1.2.0/23"}, "10.1.4.0"));
        CHECK(trusts({"192.0.2.1"}, "192.0.2.1"));
        CHECK_FALSE(trusts({"192.0.2.1"}, "192.0.2.2"));
        CHECK(trusts({"0.0.0.0/0"}, "198.51.100.1"));
        CHECK_FALSE(trusts({"0.0.0.0/0"}, "2001:db8::1"));
        CHECK(trusts({"2001:db8::/33"}, "2001:db8:7fff::1"));
        CHECK_FALSE(trusts({"2001:db8::/33"}, "2001:db8:8000::1"));
        CHECK(trusts({"192.0.2.0/24"}, "::ffff:192.0.2.9"));
    }

    TEST_CASE("a network of IPv6 holds no address of IPv4") {
        for (const char* network : {"::/0", "::/64", "::1/80"}) {
            CAPTURE(network);
            CHECK(trusts({network}, "::1"));
            CHECK_FALSE(trusts({network}, "198.51.100.1"));
            CHECK_FALSE(trusts({network}, "::ffff:198.51.100.1"));
        }
        CHECK(trusts({"::ffff:192.0.2.0/120"}, "192.0.2.9"));
    }

    TEST_CASE("OpenXCAP's 0/0 is all of IPv4") {
        CHECK(trusts({"0/0"}, "198.51.100.1"));
        CHECK_FALSE(trusts({"0/32"}, "198.51.100.1"));
        CHECK_FALSE(trusts({"0/0"}, "2001:db8::1"));
    }

    TEST_CASE("any, none, nothing, and a peer without an address") {
        CHECK(trusts({"any"}, "198.51.100.1"));
        CHECK(trusts({"any"}, "2001:db8::1"));
        CHECK_FALSE(trusts({"none"}, "127.0.0.1"));
        CHECK_FALSE(trusts({}, "127.0.0.1"));
        CHECK_FALSE(trusts({"any"}, "unix:"));
        CHECK_FALSE(trusts({"any"}, ""));
    }

    TEST_CASE("host names are resolved when the list is read") {
        addrinfo* raw = nullptr;
        if (::getaddrinfo("localhost", nullptr, nullptr, &raw) != 0) {
            MESSAGE("not tested: this machine does not resolve localhost");
            return;
        }
        const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> list(raw, &::freeaddrinfo);
        CHECK(trusts({"localhost"}, list->ai_family == AF_INET ? "127.0.0.1" : "::1"));
    }

    TEST_CASE("what is no peer is named in the error") {
        for (const char* item :
             {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "2001:db8::/129", "nowhere.invalid",
              "1.2.3.4/-1", "10.1", "010.0.0.1", "127", "0x7f.1"}) {
            CAPTURE(item);
            const auto peers = TrustedPeers::parse({item});
            REQUIRE_FALSE(peers.ok());
            CHECK(peers.error().find(item) != std::string::npos);
        }
    }
}
