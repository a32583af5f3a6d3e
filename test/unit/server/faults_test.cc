// Whatever fails, and wherever in a request: the answer is the right one or a failure of the
// server, only a success changes what is stored, and the next request is answered as ever.
#include <doctest/doctest.h>

#include <thread>

#include "unit/support/failing_memory.h"
#include "unit/support/failing_store.h"
#include "unit/support/whole_requests.h"

using namespace xcapd;
using http::Response;
using http::Status;
using test::FailingMemory;
using test::Shortage;
using test::WholeRequest;

namespace {

constexpr int most_attempts = 20'000;  // of one request; it needs far fewer allocations

struct Fixture : test::ServerFixture {
    Response ask(const WholeRequest& request) {
        store->documents = test::stored_documents();
        return server->handle(test::http_request(request, *server));
    }

    // The answer when nothing fails, and what is then stored.
    struct Right {
        std::string answer;
        std::vector<std::string> stored;
    };
    Right right_of(const WholeRequest& request) {
        const auto response = ask(request);
        CHECK(response.status == request.status);
        CHECK(response.account.outcome == request.outcome);
        return {test::constant_part(response), bytes_stored()};
    }

    std::vector<std::string> bytes_stored() const {
        std::vector<std::string> bytes;
        for (const auto& [key, document] : store->documents) bytes.push_back(document.bytes);
        return bytes;
    }

    bool is_unchanged() const {
        const auto before = test::stored_documents();
        return std::equal(store->documents.begin(), store->documents.end(), before.begin(),
                          before.end(), [](const auto& a, const auto& b) {
                              return a.first == b.first && a.second.bytes == b.second.bytes &&
                                     a.second.etag == b.second.etag;
                          });
    }

    // One request short of memory from allocation number `first` on. RETURNS whether it came to
    // that.
    bool run_short(const WholeRequest& request, const Right& right, int first, Shortage shortage,
                   bool in_new_thread) {
        store->documents = test::stored_documents();
        const auto sent = test::http_request(request, *server);
        Response response;
        bool has_failed = false;
        const auto run = [&] {
            const FailingMemory memory(first, shortage);
            response = server->handle(sent);
            has_failed = memory.has_failed();
        };
        if (in_new_thread) {
            std::thread(run).join();
        } else {
            run();
        }
        CAPTURE(request.name);
        CAPTURE(first);
        CAPTURE(static_cast<int>(shortage));
        CAPTURE(in_new_thread);
        CAPTURE(test::constant_part(response));
        if (response.status == Status::unavailable || response.status == Status::internal_error) {
            CHECK(has_failed);
            CHECK(is_unchanged());
            CHECK_FALSE(response.account.outcome.empty());
        } else {
            CHECK(test::constant_part(response) == right.answer);
            CHECK(bytes_stored() == right.stored);
        }
        CHECK(test::constant_part(ask(request)) == right.answer);
        return has_failed;
    }
};

}  // namespace

TEST_SUITE("server/faults") {
    TEST_CASE_FIXTURE(Fixture,
                      "a request that a store call fails in is a 503, and changes nothing") {
        auto owned = std::make_unique<test::FailingStore>(*store);
        auto& failing = *owned;
        Server faulty(shared, std::move(owned));
        for (const auto& request : test::whole_requests()) {
            const auto right = right_of(request);
            for (int call = 1;; ++call) {
                CAPTURE(request.name);
                CAPTURE(call);
                store->documents = test::stored_documents();
                const auto sent = test::http_request(request, faulty);
                failing.fail_at(call);
                const auto response = faulty.handle(sent);
                const bool has_failed = failing.has_failed();
                failing.fail_at(0);
                if (!has_failed) {
                    CHECK(test::constant_part(response) == right.answer);
                    break;
                }
                CHECK(response.status == Status::unavailable);
                CHECK(response.header("Retry-After") == "2");
                CHECK(response.account.outcome == "store-unavailable");
                CHECK_FALSE(response.log_line.empty());
                CHECK(is_unchanged());
                CHECK(test::constant_part(faulty.handle(test::http_request(request, faulty))) ==
                      right.answer);
            }
        }
    }

    TEST_CASE_FIXTURE(Fixture, "a request that runs out of memory anywhere changes nothing") {
        for (const auto& request : test::whole_requests()) {
            const auto right = right_of(request);
            for (const auto shortage : {Shortage::once, Shortage::lasting}) {
                for (const bool in_new_thread : {false, true}) {
                    int first = 1;
                    while (run_short(request, right, first, shortage, in_new_thread)) {
                        ++first;
                        REQUIRE(first < most_attempts);
                    }
                }
            }
        }
    }
}
