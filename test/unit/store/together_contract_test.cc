// What Store promises of things written together with a document, the same on every database.
#include <doctest/doctest.h>

#include <thread>

#include "unit/support/databases.h"

using namespace xcapd;
using namespace xcapd::test;

namespace {

constexpr const char* notices =
    "SELECT username, domain, doc_type, doc_uri, old_etag, new_etag, body FROM xcapd_outbox "
    "ORDER BY id";
constexpr const char* uris =
    "SELECT uri, username, domain, doc_type, doc_uri FROM xcapd_service_uris ORDER BY uri";

Change with_notice(Change change, std::string body) {
    change.notice = std::move(body);
    return change;
}
Change with_uris(Change change, std::vector<std::string> owned) {
    change.service_uris = std::move(owned);
    return change;
}

}  // namespace

TEST_SUITE("store/contract: together with a document") {
    TEST_CASE("a notice is written with the document or not at all") {
        on_each_database([](Database& database) {
            auto& store = *database.store;
            const auto& key = database.key;
            CHECK(store.commit(with_notice({key, "e0", "<a/>", "e1"}, "lost")) == Commit::conflict);
            CHECK(store.commit(with_notice({key, {}, "<a/>", "e1"}, "made")) == Commit::done);
            CHECK(store.commit(with_notice({key, {}, "<a/>", "e2"}, "lost")) == Commit::conflict);
            CHECK(store.commit(with_notice({key, "e0", "<b/>", "e2"}, "lost")) == Commit::conflict);
            CHECK(store.commit(with_notice({key, "e1", "<b/>", "e2"}, "kept")) == Commit::done);
            CHECK(store.commit({key, "e2", "<c/>", "e3"}) == Commit::done);
            CHECK(store.commit(with_notice({key, "e2", {}, ""}, "lost")) == Commit::conflict);
            CHECK(store.commit(with_notice({key, "e3", {}, ""}, "gone")) == Commit::done);
            const std::string whose = "alice example.com 4 index ";
            CHECK(database.rows(notices, 7) ==
                  whose + " e1 made\n" + whose + "e1 e2 kept\n" + whose + "e3  gone\n");
        });
    }

    TEST_CASE("a document whose notice cannot be written is not written") {
        on_each_database([](Database& database) {
            database.run("DROP TABLE xcapd_outbox");
            CHECK_THROWS_AS(
                database.store->commit(with_notice({database.key, {}, "<a/>", "e1"}, "made")),
                StoreError);
            CHECK_FALSE(database.store->find_etag(database.key));
            CHECK(database.write({}, "<a/>", "e1") == Commit::done);
        });
    }

    TEST_CASE("any bytes are a notice") {
        on_each_database([](Database& database) {
            std::string every_byte;
            for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
            REQUIRE(database.store->commit(
                        with_notice({database.key, {}, "<a/>", "e1"}, every_byte)) == Commit::done);
            CHECK((database.rows("SELECT body FROM xcapd_outbox", 1) == every_byte + "\n"));
        });
    }

    TEST_CASE("RFC 4826 4.4.5: a service URI is in one document") {
        on_each_database([](Database& database) {
            auto& store = *database.store;
            const DocumentKey a{"a", "x", 8, "index"};
            const DocumentKey b{"b", "x", 8, "index"};
            CHECK(store.commit(with_uris({a, {}, "<a/>", "e1"}, {"sip:1@x", "sip:2@x"})) ==
                  Commit::done);
            CHECK(store.commit(with_uris({b, {}, "<b/>", "f1"}, {"sip:3@x", "sip:2@x"})) ==
                  Commit::taken);
            CHECK_FALSE(store.find_etag(b));
            CHECK(store.taken_uris(b, {"sip:3@x", "sip:2@x"}) ==
                  std::vector<std::string>{"sip:2@x"});
            CHECK(store.commit(with_uris({b, {}, "<b/>", "f1"}, {"sip:3@x"})) == Commit::done);
            CHECK(database.rows(uris, 5) ==
                  "sip:1@x a x 8 index\nsip:2@x a x 8 index\n"
                  "sip:3@x b x 8 index\n");
            // The same URIs again are no conflict with oneself.
            CHECK(store.commit(with_uris({a, "e1", "<c/>", "e2"}, {"sip:1@x", "sip:4@x"})) ==
                  Commit::done);
            CHECK(store.commit(with_uris({b, "f1", "<d/>", "f2"}, {"sip:2@x", "sip:4@x"})) ==
                  Commit::taken);
            CHECK(store.find_etag(b) == "f1");
            CHECK(store.commit(with_uris({b, "f1", "<d/>", "f2"}, {"sip:2@x"})) == Commit::done);
            CHECK(store.commit(with_uris({a, "e2", {}, ""}, {})) == Commit::done);
            CHECK(database.rows(uris, 5) == "sip:2@x b x 8 index\n");
            // What loses by its tag takes no URI.
            CHECK(store.commit(with_uris({b, "f1", "<d/>", "f3"}, {"sip:5@x"})) ==
                  Commit::conflict);
            CHECK(database.rows(uris, 5) == "sip:2@x b x 8 index\n");
        });
    }

    TEST_CASE("service URIs of what others wrote: those that are free are claimed, alone") {
        on_each_database([](Database& database) {
            auto& store = *database.store;
            const DocumentKey a{"a", "x", 8, "index"};
            const DocumentKey b{"b", "x", 8, "index"};
            using Uris = std::vector<std::string>;
            CHECK(store.owners_of_uris().empty());
            CHECK(store.claim_uris(a, {"sip:1@x", "sip:2@x"}).empty());
            const std::string too_long(701, 'a');
            CHECK(store.claim_uris(b, {"sip:2@x", "sip:3@x", too_long}) ==
                  Uris{"sip:2@x", too_long});
            CHECK(store.owned_uris(b) == Uris{"sip:3@x"});
            CHECK(store.owners_of_uris() == std::vector<DocumentKey>{a, b});
            CHECK(store.claim_uris(a, {"sip:1@x"}).empty());
            CHECK(store.claim_uris(b, {"sip:2@x"}).empty());
            CHECK(database.rows(uris, 5) == "sip:1@x a x 8 index\nsip:2@x b x 8 index\n");
        });
    }

    TEST_CASE("service URIs that differ in case or length are two") {
        on_each_database([](Database& database) {
            auto& store = *database.store;
            const DocumentKey a{"a", "x", 8, "index"};
            const DocumentKey b{"b", "x", 8, "index"};
            CHECK(store.commit(with_uris({a, {}, "<a/>", "e1"}, {"sip:u@x"})) == Commit::done);
            CHECK(store.commit(with_uris({b, {}, "<a/>", "e1"}, {"sip:U@x"})) == Commit::done);
            if (!database.is_server()) return;
            const std::string too_long(701, 'a');
            CHECK(store.commit(with_uris({b, "e1", "<a/>", "e2"}, {too_long})) == Commit::unfit);
            CHECK(store.find_etag(b) == "e1");
        });
    }

    TEST_CASE("of many who want one service URI at once one gets it") {
        on_each_database([](Database& database) {
            constexpr int count = 8;
            for (int round = 0; round < 5; ++round) {
                const std::vector<std::string> wanted{"sip:" + std::to_string(round) + "@x"};
                std::vector<Commit> outcomes(count, Commit::conflict);
                std::vector<std::thread> writers;
                for (int i = 0; i < count; ++i)
                    writers.emplace_back([&, i] {
                        const DocumentKey key{"u" + std::to_string(i), "x", 8,
                                              std::to_string(round)};
                        const auto store = open_store(database.config);
                        try {
                            outcomes[static_cast<std::size_t>(i)] =
                                store->commit(with_uris({key, {}, "<a/>", "e1"}, wanted));
                        } catch (const StoreError& error) {
                            MESSAGE(error.what());
                        }
                    });
                for (auto& writer : writers) writer.join();
                CHECK(std::count(outcomes.begin(), outcomes.end(), Commit::done) == 1);
                CHECK(std::count(outcomes.begin(), outcomes.end(), Commit::taken) == count - 1);
            }
            CHECK(database.rows("SELECT COUNT(*) FROM xcap", 1) == "5\n");
        });
    }

    TEST_CASE("without the tables documents are written all the same") {
        on_each_database([](Database& database) {
            database.run("DROP TABLE xcapd_service_uris");
            database.reopen();
            CHECK(database.store->commit(
                      with_uris({database.key, {}, "<a/>", "e1"}, {"sip:1@x"})) == Commit::done);
            CHECK(database.store->taken_uris(database.key, {"sip:1@x"}).empty());
            CHECK(database.store->owned_uris(database.key).empty());
        });
    }
}
