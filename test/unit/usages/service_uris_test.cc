// Whose a service URI may be (RFC 4826 4.4.5): through a whole PUT.
#include <doctest/doctest.h>

#include "config/load.h"
#include "unit/support/usage_fixture.h"
#include "usages/rls_services.h"
#include "xml/limits.h"

using namespace xcapd;

namespace {

using Fixture = test::UsageFixture;

constexpr auto taken = "uniqueness-failure";

std::string services(const std::vector<std::string>& uris) {
    std::string out = "<rls-services xmlns='urn:ietf:params:xml:ns:rls-services'>";
    for (const auto& uri : uris) out += "<service uri='" + uri + "'><list/></service>";
    return out + "</rls-services>";
}

}  // namespace

TEST_SUITE("usages/service URIs") {
    TEST_CASE_FIXTURE(Fixture, "a service cannot have the URI of a user, the owner's neither") {
        store->secrets[{"bob", "example.com"}] = "0123";
        for (const char* uri : {"sip:bob@example.com", "sips:bob@EXAMPLE.com",
                                "sip:%62ob@example.com;transport=tcp", "sip:alice@example.com"}) {
            CAPTURE(uri);
            CHECK(put("rls-services", services({"sip:free@example.com", uri})) == taken);
        }
        const auto answer = send("PUT", uri("rls-services"), services({"sip:bob@example.com"}));
        CHECK(answer.body.find("<exists field=\"*/*%5B1%5D/@uri\"><alt-value>sip:bob-") !=
              std::string::npos);
        CHECK(put("rls-services", services({"sip:alice+presence@example.com",
                                            "sip:bob@elsewhere.net", "sip:Bob@example.com"})) ==
              "");
        CHECK(put("rls-services", services({"sip:friends"})) == "");
        store->secrets.erase({"bob", "example.com"});
        CHECK(put("rls-services", services({"sip:bob@example.com"}), "a") == "");
    }

    TEST_CASE_FIXTURE(Fixture, "a number's account is a user too") {
        store->secrets[{"+4930123", ""}] = "0123";
        CHECK(put("rls-services", services({"tel:+49-30-123"})) == taken);
        CHECK(put("rls-services", services({"tel:+49-30-124"})) == "");
    }

    TEST_CASE_FIXTURE(Fixture, "another value that is free is a URI of the same scheme") {
        store->others_uris = {"sip:a@x;b=c", "sip:x;b=c", "tel:+4930123", "pres:a@x"};
        const auto offered = [&](const std::string& taken_uri) {
            return send("PUT", uri("rls-services"), services({taken_uri})).body;
        };
        CHECK(offered("sip:a@x;b=c").find("<alt-value>sip:a-") != std::string::npos);
        CHECK(offered("sip:x;b=c").find("<alt-value>sip:service-") != std::string::npos);
        CHECK(offered("sip:x;b=c").find("@x;b=c</alt-value>") != std::string::npos);
        for (const char* other : {"tel:+4930123", "pres:a@x"}) {
            CHECK(offered(other).find("uniqueness-failure") != std::string::npos);
            CHECK(offered(other).find("alt-value") == std::string::npos);
        }
    }

    TEST_CASE_FIXTURE(Fixture, "a URI that no table could hold is refused, whatever the database") {
        const std::string longest = "sip:" + std::string(longest_service_uri - 6, 'a') + "@x";
        CHECK(put("rls-services", services({longest})) == "");
        CHECK(put("rls-services", services({longest + "x"})) == test::constraint);
    }

    TEST_CASE_FIXTURE(Fixture, "an account is looked for once for a URI that is new") {
        const auto asked_for = [&](const std::vector<std::string>& uris) {
            const int before = store->accounts_asked;
            REQUIRE(put("rls-services", services(uris)) == "");
            return store->accounts_asked - before;
        };
        const int by_the_way = asked_for({});
        CHECK(asked_for({"sip:1@x", "sip:2@x"}) == by_the_way + 2);
        CHECK(asked_for({"sip:1@x", "sip:2@x"}) == by_the_way);
        CHECK(asked_for({"sip:1@X", "sip:3@x"}) == by_the_way + 1);
        // What was there before an account was made stays.
        store->secrets[{"1", "x"}] = "0123";
        CHECK(asked_for({"sip:1@x"}) == by_the_way);
    }

    TEST_CASE_FIXTURE(Fixture, "spellings of one URI are one, and the document stays as it is") {
        store->others_uris = {"sip:a@example.net"};
        for (const char* uri : {"sip:a@Example.NET", "SIP:a@example.net", "sip:%61@example.net"})
            CHECK(put("rls-services", services({uri})) == taken);
        CHECK(put("rls-services", services({"sip:b@x", "sip:%62@X"})) == taken);
        const auto document = services({"SIP:%62@X"});
        CHECK(put("rls-services", document) == "");
        CHECK(read("rls-services") == document);
        CHECK(store->owned.begin()->second == std::vector<std::string>{"sip:b@x"});
        CHECK(send("GET", "/xcap-root/rls-services/global/index").body.find("'SIP:%62@X'") !=
              std::string::npos);
    }

    TEST_CASE_FIXTURE(Fixture, "no other value is offered that would be too long") {
        for (const auto& [size, is_offered] : {std::pair(693U, true), std::pair(694U, false)}) {
            const auto uri = std::string(size - 2, 'a').replace(0, 4, "sip:") + "@x";
            store->others_uris = {uri};
            const auto answer = send("PUT", UsageFixture::uri("rls-services"), services({uri}));
            CHECK((answer.body.find("<alt-value>") != std::string::npos) == is_offered);
            CHECK(answer.body.find("<exists field=") != std::string::npos);
        }
    }

    TEST_CASE_FIXTURE(Fixture, "at most ten URIs are named") {
        std::vector<std::string> uris;
        for (int i = 0; i < 12; ++i) {
            uris.push_back("sip:" + std::to_string(i) + "@x");
            store->others_uris.insert(uris.back());
        }
        const auto body = send("PUT", uri("rls-services"), services(uris)).body;
        CHECK(body.find("*/*%5B10%5D/@uri") != std::string::npos);
        CHECK(body.find("*/*%5B11%5D/@uri") == std::string::npos);
    }

    TEST_CASE_FIXTURE(Fixture, "the index of all has what lies beyond limits that were lowered") {
        std::string lists;
        for (int i = 0; i < 150; ++i) lists = "<l:list>" + lists + "</l:list>";
        store->documents[{"bob", "example.com", 8, "index"}] = {
            "<rls-services xmlns='urn:ietf:params:xml:ns:rls-services' "
            "xmlns:l='urn:ietf:params:xml:ns:resource-lists'><service uri='sip:deep@x'><list>" +
                lists + "</list></service></rls-services>",
            "e1"};
        CHECK(send("GET", "/xcap-root/rls-services/global/index").body.find("'sip:deep@x'") !=
              std::string::npos);
    }

    TEST_CASE_FIXTURE(Fixture, "a service in the index of all has the bindings that it uses") {
        store->documents[{"bob", "example.com", 8, "index"}] = {
            "<r:rls-services xmlns:r='urn:ietf:params:xml:ns:rls-services' xmlns:t='urn:t' "
            "xmlns:unused='urn:u' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'>"
            "<r:service uri='sip:s@x'><r:list xsi:type='t:own'/></r:service></r:rls-services>",
            "e1"};
        const auto index = send("GET", "/xcap-root/rls-services/global/index").body;
        CHECK(index.find("xmlns:t=\"urn:t\"") != std::string::npos);
        CHECK(index.find("xmlns:xsi=") != std::string::npos);
        CHECK(index.find("unused") == std::string::npos);
    }

    TEST_CASE_FIXTURE(Fixture, "long namespaces of one user do not fill the index of all") {
        std::string document =
            "<rls-services xmlns='urn:ietf:params:xml:ns:rls-services' xmlns:n='" +
            std::string(20'000, 'n') + "'>";
        for (int i = 0; i < 100; ++i)
            document +=
                "<service uri='sip:long" + std::to_string(i) + "@x' n:a='1'><list/></service>";
        store->documents[{"bob", "example.com", 8, "index"}] = {document + "</rls-services>", "e1"};
        store->documents[{"carol", "example.com", 8, "index"}] = {services({"sip:c@x"}), "e2"};
        const auto index = send("GET", "/xcap-root/rls-services/global/index").body;
        CHECK(index.size() < 200'000);
        CHECK(index.find("sip:long") == std::string::npos);
        CHECK(index.find("sip:c@x") != std::string::npos);
    }

    TEST_CASE("a global service's resource-list is a user's (RFC 4826 4.1)") {
        const auto config =
            load_config("[Server]\nroot = http://example.com/xcap-root\n", "test").value().config;
        const XcapRoots roots({"http://example.com/xcap-root"});
        DocumentSelector selector;
        selector.tree = Tree::global;
        const auto is_taken = [&](const std::string& home) {
            const auto document = xml::Document::parse(
                "<rls-services xmlns='urn:ietf:params:xml:ns:rls-services'><service uri='sip:g@x'>"
                "<resource-list>http://example.com/xcap-root/resource-lists/" +
                    home + "/index/~~/resource-lists/list</resource-list></service></rls-services>",
                xml::stored_limits);
            return !check_rls_services(document.value(), {selector, roots, config});
        };
        CHECK_FALSE(is_taken("global"));
        CHECK(is_taken("users/sip:bob@example.com"));
    }
}
