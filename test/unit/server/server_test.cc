#include "server/server.h"

#include <doctest/doctest.h>

#include "unit/support/failing_store.h"
#include "unit/support/server_fixture.h"

using namespace xcapd;
using http::Status;

namespace {

const std::string list = "<resource-lists xmlns=\"urn:ietf:params:xml:ns:resource-lists\"/>";
const std::string index_uri = "/xcap-root/resource-lists/users/sip:alice@example.com/index";

using Fixture = test::ServerFixture;

}  // namespace

TEST_SUITE("server") {
    TEST_CASE_FIXTURE(Fixture, "a whole life of a document, without a process or a socket") {
        auto created = send("PUT", index_uri, list);
        CHECK(created.status == Status::created);
        CHECK(created.header("Location") == index_uri);
        CHECK(created.body.empty());
        const std::string etag(created.header("ETag"));
        CHECK(etag.size() == 34);

        const auto read = send("GET", index_uri);
        CHECK(read.status == Status::ok);
        CHECK(read.body == list);
        CHECK(read.content_type == "application/resource-lists+xml");
        CHECK(read.header("ETag") == etag);
        CHECK(read.account.outcome == "ok");
        CHECK(read.account.auid == "resource-lists");
        CHECK(read.account.document == "index");
        CHECK(read.account.user == "peer");

        const auto replaced = send("PUT", index_uri, list);
        CHECK(replaced.status == Status::ok);
        CHECK(replaced.header("ETag") != etag);
        CHECK(replaced.header("ETag") != "");

        CHECK(send("DELETE", index_uri).status == Status::ok);
        CHECK(send("GET", index_uri).status == Status::not_found);
    }

    TEST_CASE_FIXTURE(Fixture, "what a condition decides is answered without the document") {
        const auto etag = std::string(send("PUT", index_uri, list).header("ETag"));
        const int before = store->documents_fetched;
        const auto same = send("GET", index_uri, "", {{"if-none-match", etag}});
        CHECK(same.status == Status::not_modified);
        CHECK(same.header("ETag") == etag);
        CHECK(same.body.empty());
        CHECK(send("GET", index_uri, "", {{"if-match", "\"other\""}}).status ==
              Status::precondition_failed);
        CHECK(store->documents_fetched == before);
        const auto other = send("GET", index_uri, "", {{"if-none-match", "\"other\""}});
        CHECK(other.body == list);
    }

    TEST_CASE_FIXTURE(Fixture, "a write that loses a race is run again, then given up as 503") {
        store->conflicts_to_come = 3;
        CHECK(send("PUT", index_uri, list).status == Status::created);
        CHECK(store->commits == 4);
        store->conflicts_to_come = 1000000;
        const auto given_up = send("PUT", index_uri, list);
        CHECK(given_up.status == Status::unavailable);
        CHECK(given_up.header("Retry-After") != "");
        CHECK_FALSE(given_up.log_line.empty());
    }

    TEST_CASE_FIXTURE(Fixture, "a lost race evaluates the preconditions again") {
        const auto etag = std::string(send("PUT", index_uri, list).header("ETag"));
        // Another writer takes the document between our read and our commit.
        struct Racing final : test::FailingStore {
            explicit Racing(test::FakeStore& of) : FailingStore(of), inner(of) {}
            test::FakeStore& inner;
            Commit commit(const Change& change) override {
                for (auto& [key, document] : inner.documents) document.etag = "another";
                return inner.commit(change);
            }
        };
        const auto loaded = load_config(
            "[Server]\nroot = http://example.com/xcap-root\n"
            "[Authentication]\ntrusted_peers = any\n",
            "test");
        Server racing(prepare_shared_state(loaded->config).value(),
                      std::make_unique<Racing>(*store));
        http::Request request;
        request.method = "PUT";
        request.target = index_uri;
        request.remote_addr = "192.0.2.1";
        request.body = list;
        request.headers = {{"if-match", etag}};
        CHECK(racing.handle(request).status == Status::precondition_failed);
        CHECK(store->documents.begin()->second.etag == "another");
    }

    TEST_CASE_FIXTURE(Fixture,
                      "a database that is away is 503, with one log line and Retry-After") {
        store->is_down = true;
        const auto response = send("GET", index_uri);
        CHECK(response.status == Status::unavailable);
        CHECK(response.header("Retry-After") == "2");
        CHECK(response.log_line.find("the database is gone") != std::string::npos);
        CHECK(response.log_line.find('\n') == std::string::npos);
    }

    TEST_CASE_FIXTURE(Fixture, "a 4xx is not a failure of the server and logs nothing") {
        for (const char* target : {"/xcap-root/x/users/a@b/i", "/nowhere", "/xcap-root/%"})
            CHECK(send("GET", target).log_line.empty());
        CHECK(send("PUT", index_uri, "<broken").log_line.empty());
    }

    TEST_CASE("credentials of another user are 403, none are 401, for every tree and method") {
        Fixture fixture("");
        for (const char* method : {"GET", "HEAD", "PUT", "DELETE"}) {
            CAPTURE(method);
            for (const char* target : {"/xcap-root/resource-lists/users/alice@example.com/index",
                                       "/xcap-root/resource-lists/users/nobody@example.com/index",
                                       "/xcap-root/no-such-app/users/alice@example.com/index",
                                       "/xcap-root/resource-lists/global/index"}) {
                CAPTURE(target);
                const auto response = fixture.send(method, target, list);
                CHECK(response.status == Status::unauthorized);
                CHECK(response.header("WWW-Authenticate")
                          .starts_with("Digest realm=\"example.com\""));
            }
        }
        CHECK(fixture.send("GET", "/xcap-root/xcap-caps/global/index").status == Status::ok);
        CHECK(fixture.send("PUT", "/xcap-root/xcap-caps/global/index").status ==
              Status::unauthorized);
    }

    // nginx sends whole bodies; another front, or a broken one, may not.
    TEST_CASE_FIXTURE(Fixture,
                      "a body shorter than its Content-Length is 400 and changes nothing") {
        http::Request request;
        request.method = "PUT";
        request.target = index_uri;
        request.remote_addr = "192.0.2.1";
        request.body = list;
        request.body_state = http::BodyState::truncated;
        const auto response = server->handle(request);
        CHECK(response.status == Status::bad_request);
        CHECK(response.account.outcome == "truncated-body");
        CHECK(store->documents.empty());
    }

    TEST_CASE_FIXTURE(Fixture, "a 409 leaves the stored document alone") {
        const auto etag = std::string(send("PUT", index_uri, list).header("ETag"));
        for (const char* body :
             {"", "<a/>", "<resource-lists", "<resource-lists xmlns='urn:other'/>"}) {
            CAPTURE(body);
            const auto response = send("PUT", index_uri, body);
            CHECK(response.status == Status::conflict);
            CHECK(response.content_type == "application/xcap-error+xml");
            CHECK(send("GET", index_uri).body == list);
            CHECK(send("GET", index_uri).header("ETag") == etag);
        }
    }
}
