#include "auth/asserted_identity.h"

#include <doctest/doctest.h>

#include "cgi.h"
#include "unit/support/server_fixture.h"

using namespace xcapd;
using http::Status;

namespace {

const UserId alice{"alice", "example.com"};
const UserId bob{"bob", "example.com"};
const UserId number{"+4930123", "", true};

bool is_refused(const std::string& field) { return !parse_identities(field).ok(); }

const std::string header = "x-3gpp-asserted-identity";
const std::string oma_header = "x-xcap-asserted-identity";
const std::string intention = "x-3gpp-intended-identity";

const std::string of_alice = "/xcap-root/test-app/users/sip:alice@example.com/i";
const std::string of_bob = "/xcap-root/test-app/users/sip:bob@example.com/i";
const std::string of_number = "/xcap-root/test-app/users/tel:+49-30-123/i";
const std::string global = "/xcap-root/test-app/global/i";

const std::string proxied =
    "trusted_peers = 192.0.2.1\nrequire_known_user = No\n"
    "asserted_identity_header = X-3GPP-Asserted-Identity\n";

struct Proxy : test::ServerFixture {
    explicit Proxy(const std::string& more = "") : ServerFixture(proxied + more) {}

    Status get(const std::string& target, std::vector<http::Header> headers = {}) {
        return send("GET", target, "", std::move(headers)).status;
    }
    // What is allowed finds no document.
    bool may(const std::string& target, const std::string& identities) {
        const auto status = get(target, {{header, identities}});
        CHECK((status == Status::not_found || status == Status::forbidden));
        return status == Status::not_found;
    }
};

}  // namespace

TEST_SUITE("auth/asserted_identity") {
    TEST_CASE("identities stand in a comma list, in quotes or bare (TS 24.109)") {
        using Users = std::vector<UserId>;
        const std::pair<const char*, Users> rows[] = {
            {"\"sip:alice@example.com\"", {alice}},
            {"sip:alice@example.com", {alice}},
            {"  SIPS:%61lice@EXAMPLE.com;user=phone \t", {alice}},
            {"\"sip:alice@example.com\", \"tel:+49-30-123\"", {alice, number}},
            {"sip:alice@example.com,TEL:+49.30.123", {alice, number}},
            {",, \"sip:alice@example.com\" , ,sip:bob@example.com,", {alice, bob}},
            {"\"sip:a,b@example.com\"", {{"a,b", "example.com"}}},
            {"\"sip:a@[2001:db8::1]:5060\"", {{"a", "[2001:db8::1]:5060"}}},
        };
        for (const auto& [field, users] : rows) {
            CAPTURE(field);
            const auto parsed = parse_identities(field);
            REQUIRE(parsed.ok());
            CHECK(parsed.value() == users);
        }
    }

    TEST_CASE("what is not wholly such a list is refused, not understood in part") {
        const std::string good = "\"sip:alice@example.com\"";
        for (const char* bad :
             {"\"", "\"sip:bob@example.com", "sip:bob@example.com\"", "\"\"", "x", "alice",
              "alice@example.com", "sip:", "sip:@", "sip:alice", "sip:@example.com", "sip:alice@",
              "sip:alice@;x", "sip:example.com", "sip:alice@example.com@example.org",
              "sip:alice:secret@example.com", "sip:alice@exa mple.com", "sip:al ice@example.com",
              "\"sip:al ice@example.com\"", "\"sip:alice@example.com\" x",
              "\"sip:alice@example.com\";q=1", "\"sip:alice@example.com\"\"sip:bob@example.com\"",
              "\"sip:alice@example.com\\\"\"", "<sip:alice@example.com>", "'sip:alice@example.com'",
              "Alice <sip:alice@example.com>", "sip:alice@example.com;x=\"a,b\"",
              "sip:alice@ex%61mple.com", "sip:alice%@example.com", "sip:%4@example.com",
              "sip:alice@example.com%00", "sip:alice@example.com/x", "http://example.com/alice",
              "im:alice@example.com", "mailto:alice@example.com", "urn:x:alice", "tel:", "tel:7042",
              "tel:+49@example.com", "tel:+49 30", "tel:%2B49", "*", "sip:*", "any", "none", "null",
              "sip:al\x01ice@example.com", "sip:j\xc3\xb6rg@example.com",
              "sip:alice@example.com\r\nX: y",
              // A name with a comma, bare, must not become two users.
              "sip:mallory,bob@example.com"}) {
            CAPTURE(bad);
            CHECK(is_refused(bad));
            CHECK(is_refused(good + "," + bad));
            CHECK(is_refused(bad + (", " + good)));
        }
        for (const char* nothing : {"", " ", ",", " , ,"}) CHECK(is_refused(nothing));
        CHECK(is_refused(std::string("sip:alice@example.com\0,", 23)));
    }

    TEST_CASE("length and number are bounded") {
        std::string many;
        for (int i = 0; i < 32; ++i) many += "\"sip:alice@example.com\",";
        CHECK(parse_identities(many)->size() == 32);
        CHECK(is_refused(many + "sip:bob@example.com"));
        const std::string long_name = "sip:" + std::string(4096 - 6, 'a') + "@b";
        CHECK(parse_identities(long_name).ok());
        CHECK(is_refused(long_name + "c"));
        CHECK(is_refused(std::string(10'000'000, ',')));
    }

    TEST_CASE("the request acts for its users and nobody else") {
        Proxy proxy;
        CHECK(proxy.may(of_alice, "\"sip:alice@example.com\""));
        CHECK_FALSE(proxy.may(of_bob, "\"sip:alice@example.com\""));
        CHECK(proxy.may(of_bob, "\"sip:alice@example.com\", \"sip:bob@example.com\""));
        CHECK(proxy.may(of_number, "sip:alice@example.com, tel:+4930123"));
        CHECK_FALSE(proxy.may(of_number, "sip:+4930123@example.com"));
        CHECK_FALSE(
            proxy.may("/xcap-root/test-app/users/sip:+4930123@example.com/i", "tel:+4930123"));
        CHECK(proxy.send("GET", of_number, "", {{header, "sip:alice@example.com, tel:+4930123"}})
                  .account.user == "tel:+4930123");
        CHECK(proxy.send("GET", of_bob, "", {{header, "sip:alice@example.com"}}).account.user ==
              "alice@example.com");
        for (const char* method : {"PUT", "DELETE"})
            CHECK(proxy.send(method, of_bob, "<a/>", {{header, "sip:alice@example.com"}}).status ==
                  Status::forbidden);
        CHECK(proxy.store->commits == 0);
    }

    TEST_CASE("the global tree is written by users that may, sip: or tel:") {
        Proxy proxy("global_writers = admin@example.com, tel:+49-30-123\n");
        const auto put = [&](const std::string& identities) {
            return proxy.send("PUT", global, "<a/>", {{header, identities}}).status;
        };
        CHECK(put("sip:alice@example.com") == Status::forbidden);
        CHECK(put("sip:alice@example.com, sip:admin@example.com") == Status::created);
        CHECK(put("tel:+4930123") == Status::ok);
        CHECK(put("sip:+4930123@example.com") == Status::forbidden);
        CHECK(proxy.send("PUT", global, "<a/>").status == Status::forbidden);  // the peer itself
    }

    TEST_CASE("a header that cannot be read is never the peer's own request") {
        Proxy proxy;
        for (const char* bad : {"", " ", ",", "garbage", "\"sip:alice@example.com"}) {
            CAPTURE(bad);
            const auto answer = proxy.send("GET", of_alice, "", {{header, bad}});
            CHECK(answer.status == Status::bad_request);
            CHECK(answer.log_line.find("outcome=bad-asserted-identity peer=192.0.2.1") == 0);
        }
        CHECK(proxy.get(of_alice, {{header, "sip:alice@example.com", true}}) ==
              Status::bad_request);
    }

    TEST_CASE("a user without an account is unknown where accounts are required") {
        test::ServerFixture strict(
            "trusted_peers = 192.0.2.1\nasserted_identity_header = X-XCAP-Asserted-Identity\n");
        const auto answer = [&](const std::string& target, const std::string& identities) {
            return strict.send("GET", target, "", {{oma_header, identities}}).account.outcome;
        };
        CHECK(answer(of_alice, "sip:alice@example.com") == "no-document");
        CHECK(answer(of_bob, "sip:bob@example.com") == "no-user");
        CHECK(answer(of_bob, "sip:alice@example.com") == "forbidden");
        CHECK(answer(of_number, "tel:+4930123") == "no-user");
        strict.store->secrets[{"+4930123", ""}] = "0123";
        CHECK(answer(of_number, "tel:+4930123") == "no-document");
    }

    TEST_CASE("only the chosen header is read") {
        const auto assert_both = [](const std::string& setting, const std::string& name) {
            test::ServerFixture server("trusted_peers = 192.0.2.1\nrequire_known_user = No\n" +
                                       setting);
            return server.send("GET", of_bob, "", {{name, "sip:alice@example.com"}}).status;
        };
        const std::string setting = "asserted_identity_header = ";
        for (const auto& name : {header, oma_header}) {
            CHECK(assert_both("", name) == Status::not_found);  // the peer's
            CHECK(assert_both(setting + "none\n", name) == Status::not_found);
            CHECK(assert_both(setting + "either\n", name) == Status::forbidden);
        }
        CHECK(assert_both(setting + "X-3GPP-Asserted-Identity\n", oma_header) == Status::not_found);
        CHECK(assert_both(setting + "X-XCAP-Asserted-Identity\n", oma_header) == Status::forbidden);
        CHECK(assert_both(setting + "X-XCAP-Asserted-Identity\n", header) == Status::not_found);
    }

    TEST_CASE("a client's header beside the proxy's gives nothing") {
        Proxy proxy;
        CHECK(proxy.get(of_bob, {{oma_header, "sip:bob@example.com"},
                                 {header, "sip:alice@example.com"}}) == Status::forbidden);
        test::ServerFixture either(
            "trusted_peers = 192.0.2.1\nasserted_identity_header = either\n");
        for (const auto* target : {&of_alice, &of_bob})
            CHECK(
                either
                    .send("GET", *target, "",
                          {{oma_header, "sip:bob@example.com"}, {header, "sip:alice@example.com"}})
                    .status == Status::bad_request);
    }

    TEST_CASE("a header that came twice is marked, from nginx's parameters on") {
        const char* const entries[] = {"HTTP_X_3GPP_ASSERTED_IDENTITY=sip:bob@example.com",
                                       "HTTP_X_3GPP_ASSERTED_IDENTITY=sip:alice@example.com",
                                       "HTTP_ACCEPT=*/*", nullptr};
        const auto headers = cgi::read_parameters(entries).request.headers;
        REQUIRE(headers.size() == 2);
        CHECK(headers[0].is_repeated);
        CHECK_FALSE(headers[1].is_repeated);
    }

    TEST_CASE("who is no trusted peer asserts nothing") {
        test::ServerFixture stranger(
            "trusted_peers = 192.0.2.2\nasserted_identity_header = either\n"
            "require_asserted_identity = any\n");
        for (const char* value : {"sip:alice@example.com", "garbage", ""})
            CHECK(stranger.send("GET", of_alice, "", {{header, value}}).status ==
                  Status::unauthorized);
    }

    TEST_CASE("a peer that must assert and does not is nobody") {
        for (const char* list : {"any", "192.0.2.0/24", "192.0.2.9, 192.0.2.1"}) {
            Proxy proxy("require_asserted_identity = " + std::string(list) + "\n");
            const auto answer = proxy.send("GET", of_alice);
            CHECK(answer.status == Status::unauthorized);
            CHECK(answer.header("WWW-Authenticate") != "");
            CHECK(proxy.get(of_alice, {{oma_header, "sip:alice@example.com"}}) ==
                  Status::unauthorized);
            CHECK(proxy.may(of_alice, "sip:alice@example.com"));
        }
        Proxy another("require_asserted_identity = 192.0.2.9\n");
        CHECK(another.get(of_alice) == Status::not_found);
    }

    TEST_CASE("the intended identity narrows, and nothing else (TS 24.623)") {
        Proxy proxy;
        const auto get = [&](const std::string& target, const std::string& asserted,
                             const std::string& intended) {
            return proxy.get(target, {{header, asserted}, {intention, intended}});
        };
        const std::string both = "\"sip:alice@example.com\", \"tel:+49-30-123\"";
        CHECK(get(of_alice, both, "\"sips:alice@example.com\"") == Status::not_found);
        CHECK(get(of_number, both, "tel:+4930123") == Status::not_found);
        CHECK(get(of_number, both, "sip:alice@example.com") == Status::forbidden);
        CHECK(get(of_alice, both, "sip:bob@example.com") == Status::forbidden);
        CHECK(get(of_bob, both, "sip:bob@example.com") == Status::forbidden);
        for (const char* bad : {"", "alice", "sip:alice@example.com, tel:+4930123", "\"sip:"})
            CHECK(get(of_alice, both, bad) == Status::bad_request);
        CHECK(proxy.get(of_alice, {{header, both}, {intention, "sip:alice@example.com", true}}) ==
              Status::bad_request);
        // Alone it means nothing.
        CHECK(proxy.get(of_bob, {{intention, "sip:alice@example.com"}}) == Status::not_found);
        CHECK(proxy.get(of_bob, {{intention, "garbage"}}) == Status::not_found);
        test::ServerFixture stranger("asserted_identity_header = either\n");
        CHECK(stranger.send("GET", of_alice, "", {{intention, "sip:alice@example.com"}}).status ==
              Status::unauthorized);
        test::ServerFixture off("trusted_peers = 192.0.2.1\nrequire_known_user = No\n");
        CHECK(off.send("GET", of_bob, "", {{intention, "garbage"}}).status == Status::not_found);
    }
}
