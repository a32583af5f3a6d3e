#include "uri/xcap_uri.h"

#include <doctest/doctest.h>

#include <set>

using namespace xcapd;

namespace {

const XcapRoots roots({"http://xcap.example.com/xcap-root", "https://xcap.example.com:8443/a/b/",
                       "http://xcap.example.com/a"});

XcapUri parsed(std::string_view target, const std::string& realm = "") {
    auto uri = parse_xcap_uri(target, roots, realm);
    REQUIRE_MESSAGE(uri.ok(), uri.error().message);
    return std::move(uri.value());
}

UriError refused(std::string_view target, const std::string& realm = "") {
    auto uri = parse_xcap_uri(target, roots, realm);
    REQUIRE_FALSE(uri.ok());
    return std::move(uri.error());
}

}  // namespace

TEST_SUITE("uri/xcap_uri") {
    TEST_CASE("a home is one, however the client writes its user and its root") {
        const std::string home = "/resource-lists/users/sip:alice@example.com/";
        for (const char* xui : {"sip:alice@example.com", "alice@EXAMPLE.com",
                                "sip%3Aalice%40example.com", "SIP:alice"})
            CHECK(parsed(std::string("/a/b/resource-lists/users/") + xui + "/index", "example.com")
                      .document.home() == home);
        CHECK(parsed("/xcap-root/x/users/Tel:+1-2/y", "a.org").document.home() ==
              "/x/users/tel:+12/");
        CHECK(parsed("/xcap-root/x/users/sip:sip:alice@example.com/y").document.home() !=
              "/x/users/sip:alice@example.com/");
        CHECK(parsed("/xcap-root/x/users/b%2Fc@a/y").document.home() == "/x/users/sip:b%2Fc@a/");
        CHECK(parsed("/xcap-root/x/global/y").document.home() == "/x/global/");
    }

    TEST_CASE("the document selector is AUID, tree, user and path (RFC 4825 6.2)") {
        const auto uri = parsed("/xcap-root/resource-lists/users/sip:alice@example.com/index");
        CHECK(uri.root == "/xcap-root");
        CHECK(uri.document.auid == "resource-lists");
        CHECK(uri.document.tree == Tree::users);
        CHECK(uri.document.xui == "sip:alice@example.com");
        CHECK(uri.document.user == UserId{"alice", "example.com"});
        CHECK(uri.document.document_uri() == "index");
        CHECK(uri.home_path() == "/xcap-root/resource-lists/users/sip:alice@example.com");
        CHECK_FALSE(uri.node_selector);
        const auto global = parsed("/xcap-root/xcap-caps/global/index");
        CHECK(global.document.tree == Tree::global);
        CHECK(global.document.user.empty());
        CHECK(global.home_path() == "/xcap-root/xcap-caps/global");
        const auto below = parsed("/xcap-root/xcap-caps/global/a/b/c");
        CHECK(below.home_path() == "/xcap-root/xcap-caps/global");
        CHECK(below.document_path() == "/xcap-root/xcap-caps/global/a/b/c");
    }

    TEST_CASE("a user is the same however the URI spells it") {
        for (const char* xui :
             {"sip:alice@example.com", "alice@example.com", "SIP:alice@EXAMPLE.com",
              "sip%3Aalice%40example.com", "sip%3aalice%40example.com", "%61lice@example.com",
              "sips:alice@example.com", "sip:alice@example.com;transport=tls%3Fx=y",
              "sip:%2561lice@example.com"}) {
            CAPTURE(xui);
            CHECK(parsed("/xcap-root/x/users/" + std::string(xui) + "/index").document.user ==
                  UserId{"alice", "example.com"});
        }
        CHECK(parsed("/xcap-root/x/users/Alice@example.com/i").document.user.username == "Alice");
    }

    TEST_CASE("a number is a user without a domain, and answers keep the client's spelling") {
        const auto uri = parsed("/xcap-root@b.org/x/users/tel:+49-(30)%2D123/i", "c.org");
        CHECK(uri.document.user == UserId{"+4930123", "", true});
        CHECK(uri.home_path() == "/xcap-root@b.org/x/users/tel:+49-(30)-123");
        for (const char* xui : {"tel:", "tel:7042", "tel:+1@a", "TEL:+", "tel:+49;ext=x"})
            CHECK(refused("/xcap-root/x/users/" + std::string(xui) + "/i", "c.org").fault ==
                  UriFault::malformed);
        CHECK(refused("/xcap-root/x/users/tel:+" + std::string(64, '1') + "/i").fault ==
              UriFault::too_long);
    }

    TEST_CASE("the realm comes from the XUI, then from the root, then from the configuration") {
        CHECK(parsed("/xcap-root/x/users/alice@a.org/i", "c.org").document.user.domain == "a.org");
        CHECK(parsed("/xcap-root@b.org/x/users/alice/i", "c.org").document.user.domain == "b.org");
        CHECK(parsed("/xcap-root@b.org/x/users/alice@a.org/i").document.user.domain == "a.org");
        CHECK(parsed("/xcap-root/x/users/alice/i", "c.org").document.user.domain == "c.org");
        CHECK(refused("/xcap-root/x/users/alice/i").fault == UriFault::no_realm);
    }

    TEST_CASE("the longest root wins, and a root ends at a slash or at an @") {
        CHECK(parsed("/a/b/x/users/a@b/i").root == "/a/b");
        CHECK(parsed("/a/c/users/a@b/i").root == "/a");
        CHECK(refused("/xcap-rootx/x/users/a@b/i").fault == UriFault::outside);
        CHECK(refused("/").fault == UriFault::outside);
    }

    TEST_CASE("segments are split first and decoded once (RFC 4825 6)") {
        CHECK(parsed("/xcap-root/x/users/a@b/c%2Fd").document.path ==
              std::vector<std::string>{"c/d"});
        CHECK(parsed("/xcap-root/x/users/a@b/c%252Fd").document.path ==
              std::vector<std::string>{"c%2Fd"});
        CHECK(parsed("/xcap-root/x/users/a@b/c%3Fd%23").document.document_uri() == "c?d#");
        CHECK(parsed("/xcap-root/x/users/a@b/c/d/").document.document_uri() == "c/d");
    }

    TEST_CASE("different documents have different names in the store") {
        const std::string same[] = {"c/d", "c%2Fd", "c%252Fd", "c%25252Fd", "c%25", "c%2525"};
        std::set<std::string> names;
        for (const auto& path : same)
            names.insert(parsed("/xcap-root/x/users/a@b/" + path).document.document_uri());
        CHECK(names.size() == std::size(same));
        CHECK(names.contains("c%"));  // an ordinary percent sign is stored as it is
    }

    TEST_CASE("the separator is a raw segment that is or begins with ~~ (FACTS C4)") {
        CHECK(parsed("/xcap-root/x/users/a@b/i/~~/a/b%5B1%5D?xmlns(a=b)").node_selector ==
              "a/b%5B1%5D");
        CHECK(parsed("/xcap-root/x/users/a@b/i/~~/a?q").query == "q");
        CHECK(parsed("/xcap-root/x/users/a@b/i/%7E%7e/a").node_selector == "a");
        CHECK(parsed("/xcap-root/x/users/a@b/i/~~a").node_selector == "a");
        CHECK(parsed("/xcap-root/x/users/a@b/i/~~/a/~~/b").node_selector == "a/~~/b");
        CHECK(parsed("/xcap-root/x/users/a@b/i/~~/a").document_path() ==
              "/xcap-root/x/users/a@b/i");
        CHECK(parsed("/xcap-root/x/users/a%40b/i[1]%2f\"/~~/a").document_path() ==
              "/xcap-root/x/users/a@b/i%5B1%5D%2F%22");
        CHECK_FALSE(parsed("/xcap-root/x/users/a@b/i~~i").node_selector);
        const auto error = refused("/xcap-root/x/users/a@b/index.xml~~");
        CHECK(error.fault == UriFault::malformed);
        CHECK(error.message.find("to parse node") != std::string::npos);
    }

    TEST_CASE("a name that ends like the separator is written so that it can be read") {
        for (const char* target :
             {"/xcap-root/x/users/a@b/index%7E%7E", "/xcap-root/x/users/a@b/index~~/~~/a"}) {
            const auto uri = parsed(target);
            CHECK(uri.document_path() == "/xcap-root/x/users/a@b/index%7E%7E");
            CHECK(parsed(uri.document_path()).document.path == uri.document.path);
        }
    }

    TEST_CASE("a URI that names no document says which part is missing (FACTS 4.6)") {
        const std::pair<const char*, const char*> rows[] = {
            {"/xcap-root", "XCAP Root"},
            {"/xcap-root/", "XCAP Root"},
            {"/xcap-root/xxx", "context"},
            {"/xcap-root/resource-lists/user/a@b/index.xml", "context"},
            {"/xcap-root/resource-lists/users", "user id"},
            {"/xcap-root/resource-lists/users/", "user id"},
            {"/xcap-root/resource-lists/users//index", "user id"},
            {"/xcap-root/resource-lists/users/a@b", "not contain "},
            {"/xcap-root/resource-lists/users/a@b/", "not contain "},
            {"/xcap-root/resource-lists/users/a@b/c//d", "not contain "},
            {"/xcap-root/resource-lists/global", "not contain "},
            {"/xcap-root/~~/a", "document"},
        };
        for (const auto& [target, phrase] : rows) {
            CAPTURE(target);
            const auto error = refused(target);
            CHECK(error.fault == UriFault::no_document);
            CHECK(error.message.find(phrase) != std::string::npos);
        }
    }

    TEST_CASE("malformed percent-coding, controls, bad UTF-8 and dot segments are refused") {
        for (const char* name : {"%", "%4", "%zz", "%00", "%0a", "%7f", "%C0%AF", "%E9", ".", "..",
                                 "%2e%2E", "a/../b"}) {
            CAPTURE(name);
            CHECK(refused("/xcap-root/x/users/a@b/" + std::string(name)).fault ==
                  UriFault::malformed);
        }
        CHECK(refused("/xcap-root/x/users/a%00@b/i").fault == UriFault::malformed);
    }

    TEST_CASE("what the database's columns cannot hold is too long, counted in characters") {
        const std::string base = "/xcap-root/x/users/a@b/";
        CHECK(parsed(base + std::string(255, 'n')).document.document_uri().size() == 255);
        CHECK(refused(base + std::string(256, 'n')).fault == UriFault::too_long);
        std::string umlauts;
        for (int i = 0; i < 255; ++i) umlauts += "%C3%BC";
        CHECK(parsed(base + umlauts).document.document_uri().size() == 510);
        CHECK(refused("/xcap-root/x/users/" + std::string(65, 'u') + "@b/i").fault ==
              UriFault::too_long);
        CHECK(refused("/xcap-root/x/users/a@" + std::string(65, 'd') + "/i").fault ==
              UriFault::too_long);
        // The domain behind the root is the realm of a challenge, in the global tree too.
        for (const char* selector : {"/x/global/i", "/x/users/a@b/i", "/x/users/a/i"}) {
            CHECK(parsed("/xcap-root@" + std::string(64, '"') + selector).root_domain.size() == 64);
            CHECK(refused("/xcap-root@" + std::string(65, '"') + selector).fault ==
                  UriFault::too_long);
        }
    }

    TEST_CASE("absolute URIs of our own roots are recognised, others are not") {
        CHECK(roots.path_of_own_uri("http://XCAP.example.com/xcap-root/x") == "/xcap-root/x");
        CHECK_FALSE(roots.path_of_own_uri("https://xcap.example.com/xcap-root/x"));
        CHECK_FALSE(roots.path_of_own_uri("http://xcap.example.com/other/x"));
        CHECK_FALSE(roots.path_of_own_uri("http://evil.example.com/xcap-root/x"));
        CHECK(roots.uri_of("/xcap-root", "http") == "http://xcap.example.com/xcap-root");
        CHECK(roots.uri_of("/xcap-root@b.org", "http") ==
              "http://xcap.example.com/xcap-root@b.org");
        CHECK(roots.primary_host() == "xcap.example.com");
    }
}
