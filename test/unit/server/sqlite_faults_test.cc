// A lack of memory on a database that is real: SQLite's own allocations fail too, on a connection
// in use and on one that is just opened.
#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>

#include "config/load.h"
#include "store/accounts.h"
#include "unit/support/failing_memory.h"
#include "unit/support/whole_requests.h"

using namespace xcapd;
using http::Status;
using test::Shortage;
using test::WholeRequest;

namespace {

const DocumentKey key{"alice", "example.com", 4, "index"};

struct Fixture {
    Fixture() {
        std::string name = (std::filesystem::temp_directory_path() / "xcapd-test-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        directory = name;
        const std::string uri = "sqlite:///" + name + "/xcapd.sqlite\n";
        const auto loaded = load_config(
            "[Server]\nroot = http://example.com/xcap-root\n[Authentication]\n"
            "trusted_peers = 192.0.2.1\n[Database]\nauthentication_db_uri = " +
                uri + "storage_db_uri = " + uri,
            "test");
        REQUIRE(loaded.ok());
        config = loaded->config;
        shared = prepare_shared_state(config).value();
        store = open_store(config);
        REQUIRE(insert_account(config, "alice", "example.com", {"", "0123", "0123", "", ""}));
        server = make_worker_server(config, shared);
    }
    ~Fixture() { std::filesystem::remove_all(directory); }
    Fixture(const Fixture&) = delete;
    Fixture& operator=(const Fixture&) = delete;

    static StoredDocument before() { return test::stored_documents().begin()->second; }

    std::string stored() {
        const auto document = store->find_document(key);
        return document ? document->bytes : "";
    }
    void restore() {
        const auto document = store->find_document(key);
        if (document && document->etag == before().etag) return;
        const auto etag = document ? std::optional(document->etag) : std::nullopt;
        REQUIRE(store->commit({key, etag, before().bytes, before().etag}) == Commit::done);
    }

    // RETURNS whether it came to the shortage.
    bool run_short(const WholeRequest& request, const std::string& right_answer,
                   const std::string& right_document, int first, Shortage shortage, bool is_new) {
        restore();
        const auto sent = test::http_request(request, *server);
        if (is_new) server = make_worker_server(config, shared);
        http::Response response;
        bool has_failed = false;
        {
            const test::FailingMemory memory(first, shortage);
            response = server->handle(sent);
            has_failed = memory.has_failed();
        }
        CAPTURE(request.name);
        CAPTURE(first);
        CAPTURE(static_cast<int>(shortage));
        CAPTURE(is_new);
        CAPTURE(test::constant_part(response));
        if (response.status == Status::unavailable || response.status == Status::internal_error) {
            CHECK(has_failed);
            CHECK(stored() == before().bytes);
            WholeRequest get = test::whole_requests().front();
            CHECK(server->handle(test::http_request(get, *server)).body == before().bytes);
        } else {
            CHECK(test::constant_part(response) == right_answer);
            CHECK(stored() == right_document);
        }
        return has_failed;
    }

    std::filesystem::path directory;
    Config config;
    std::shared_ptr<const SharedState> shared;
    std::unique_ptr<Store> store;
    std::unique_ptr<Server> server;
};

}  // namespace

TEST_SUITE("server/sqlite-faults") {
    TEST_CASE_FIXTURE(Fixture, "a request that runs out of memory anywhere changes nothing") {
        for (const auto& request : test::whole_requests()) {
            // The others differ in nothing that the database sees.
            if (request.name != "GET of a document" &&
                request.name != "GET of a document by digest" &&
                request.name != "PUT over a document" && request.name != "PUT of a new element" &&
                request.name != "DELETE of a document")
                continue;
            restore();
            const auto right =
                test::constant_part(server->handle(test::http_request(request, *server)));
            const auto document = stored();
            for (const auto shortage : {Shortage::once, Shortage::lasting})
                for (const bool is_new : {false, true}) {
                    // To open a database takes a thousand allocations.
                    const int stride = is_new ? 7 : 1;
                    int first = 1;
                    while (run_short(request, right, document, first, shortage, is_new))
                        first += stride;
                }
        }
    }
}
