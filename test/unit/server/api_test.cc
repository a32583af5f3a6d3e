// The JSON API as a whole server answers it, where HTTP tests cannot bring it about.
#include <doctest/doctest.h>

#include "api/json.h"
#include "unit/support/server_fixture.h"

using namespace xcapd;
using http::Status;

namespace {

using Fixture = test::ServerFixture;

const std::string base = "/api/v1/users/alice@example.com";
const std::string contacts = base + "/addressbook/contacts";
const std::string bob = R"({"name": "Bob", "id": "b", "uris": [{"uri": "sip:bob@example.com"}]})";
const test::FakeStore::Key list_key = {"alice", "example.com", 4, "index"};

std::string detail_of(const http::Response& response) {
    CHECK(response.content_type == "application/json");
    const auto body = api::parse_json(response.body);
    REQUIRE(body.ok());
    return body->at("detail").get<std::string>();
}

}  // namespace

TEST_SUITE("server api") {
    TEST_CASE_FIXTURE(Fixture, "a stored document that cannot be taken apart is 409, and stays") {
        store->documents[list_key] = {"<a><b></a>", "e1"};
        for (const auto& [method, target, body] : {std::tuple("GET", contacts, std::string()),
                                                   {"POST", contacts, bob},
                                                   {"DELETE", contacts + "/b", ""},
                                                   {"GET", base + "/addressbook", ""}}) {
            const auto answer = send(method, target, body);
            CHECK(answer.status == Status::conflict);
            CHECK(detail_of(answer).starts_with("The stored document cannot be taken apart"));
        }
        CHECK(store->documents[list_key].bytes == "<a><b></a>");
        CHECK(store->commits == 0);
    }

    TEST_CASE_FIXTURE(Fixture, "a lost race is run again, then given up as 503 in JSON") {
        store->conflicts_to_come = 3;
        CHECK(send("POST", contacts, bob).status == Status::ok);
        CHECK(store->commits == 4);
        store->conflicts_to_come = 1'000'000;
        const auto given_up = send("PATCH", contacts + "/b", R"({"name": "x"})");
        CHECK(given_up.status == Status::unavailable);
        CHECK(given_up.header("Retry-After") != "");
        CHECK_FALSE(detail_of(given_up).empty());
    }

    TEST_CASE_FIXTURE(Fixture, "without a database it is 503 in JSON") {
        store->is_down = true;
        const auto answer = send("GET", contacts);
        CHECK(answer.status == Status::unavailable);
        CHECK(detail_of(answer) == "The database is not available; try again.");
    }

    TEST_CASE_FIXTURE(Fixture, "what changes nothing is not written") {
        const auto etag = std::string(send("POST", contacts, bob).header("ETag"));
        CHECK(send("PUT", contacts + "/b", bob).header("ETag") == etag);
        CHECK(store->commits == 1);
        CHECK(send("PUT", contacts + "/b", bob, {{"if-match", "\"x\""}}).status ==
              Status::precondition_failed);
    }

    TEST_CASE_FIXTURE(Fixture, "a list that a client has is answered without the document") {
        const auto etag = std::string(send("POST", contacts, bob).header("ETag"));
        const int before = store->documents_fetched;
        CHECK(send("GET", contacts, "", {{"if-none-match", etag}}).status == Status::not_modified);
        CHECK(store->documents_fetched == before);
        // Whether there is a contact is in the document.
        CHECK(send("GET", contacts + "/x", "", {{"if-none-match", etag}}).status ==
              Status::not_found);
    }

    TEST_CASE_FIXTURE(Fixture, "a URI that is too long, and a body, are refused in JSON") {
        CHECK_FALSE(detail_of(send("GET", contacts + "?q=" + std::string(9000, 'a'))).empty());
        http::Request request;
        request.method = "POST";
        request.target = contacts;
        request.remote_addr = "192.0.2.1";
        request.body_state = http::BodyState::truncated;
        CHECK(server->handle(request).status == Status::bad_request);
        request.headers = {{"content-type", "application/json"}};
        request.body_state = http::BodyState::too_large;
        CHECK(server->handle(request).status == Status::content_too_large);
    }

    TEST_CASE_FIXTURE(Fixture, "paths beside the API are none of it") {
        CHECK(send("GET", "/api/v1x/users").content_type == "text/plain");
        CHECK(send("GET", "/openapi.json/").content_type == "text/plain");
        CHECK(send("GET", "/api/v1/users").content_type == "application/json");
    }
}
