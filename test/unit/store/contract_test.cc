// What every database does alike, for those that stand above the store.
#include <doctest/doctest.h>

#include "base/clock.h"
#include "store/accounts.h"
#include "unit/support/databases.h"

using namespace xcapd;
using namespace xcapd::test;

TEST_SUITE("store/contract") {
    TEST_CASE("a document is created once, replaced and removed only by its etag") {
        on_each_database([](Database& db) {
            CHECK_FALSE(db.store->find_document(db.key));
            CHECK(db.write("none", "<a/>", "e0") == Commit::conflict);
            CHECK(db.write({}, "<a/>", "e1") == Commit::done);
            CHECK(db.write({}, "<b/>", "e2") == Commit::conflict);
            CHECK(db.store->find_document(db.key)->bytes == "<a/>");
            CHECK(db.write("e0", "<b/>", "e2") == Commit::conflict);
            CHECK(db.write("e1", "<b/>", "e2") == Commit::done);
            CHECK(db.store->find_etag(db.key) == "e2");
            CHECK(db.write("e1", {}, "") == Commit::conflict);
            CHECK(db.write("e2", {}, "") == Commit::done);
            CHECK_FALSE(db.store->find_etag(db.key));
        });
    }

    TEST_CASE("every column of the key counts, with regard to case") {
        on_each_database([](Database& db) {
            REQUIRE(db.write({}, "<a/>", "e1") == Commit::done);
            for (const DocumentKey& other : {DocumentKey{"Alice", "example.com", 4, "index"},
                                             DocumentKey{"alice", "", 4, "index"},
                                             DocumentKey{"alice", "example.com", 0, "index"},
                                             DocumentKey{"alice", "example.com", 4, "INDEX"},
                                             DocumentKey{"alice", "example.com", 4, "index "},
                                             DocumentKey{"alice\u0301", "example.com", 4, "index"},
                                             DocumentKey{"", "", 4, "index"}}) {
                CHECK_FALSE(db.store->find_document(other));
                CHECK(db.store->commit({other, "e1", "<b/>", "e2"}) == Commit::conflict);
                CHECK(db.store->commit({other, "e1", {}, ""}) == Commit::conflict);
            }
            CHECK(db.store->find_etag(db.key) == "e1");
        });
    }

    TEST_CASE("bytes come back as they went in") {
        on_each_database([](Database& db) {
            std::string bytes("<a>\0\xFF\r\n\xC3\xA9</a>", 13);
            REQUIRE(db.write({}, bytes, "e1") == Commit::done);
            CHECK(db.store->find_document(db.key)->bytes == bytes);
            std::string icon(400'000, '\0');  // more than OpenXCAP's column held
            for (std::size_t i = 0; i < icon.size(); ++i) icon[i] = static_cast<char>(i * i >> 3);
            REQUIRE(db.write("e1", icon, "e2") == Commit::done);
            CHECK(db.store->find_document(db.key)->bytes == icon);
            const DocumentKey empty{"a", "b", 4, "empty"};
            REQUIRE(db.store->commit({empty, {}, "", "e"}) == Commit::done);
            CHECK(db.store->find_document(empty)->bytes == "");
        });
    }

    TEST_CASE("the tables are OpenSIPS's, to the version rows (FACTS 3.1)") {
        on_each_database([](Database& db) {
            CHECK(db.connect()->columns_of("xcap") ==
                  std::vector<std::string>{"id", "username", "domain", "doc", "doc_type", "etag",
                                           "source", "doc_uri", "port"});
            CHECK(db.rows("SELECT table_name, table_version FROM version ORDER BY table_name", 2) ==
                  "subscriber 8\nwatchers 4\nxcap 4\n");
            REQUIRE(db.write({}, "<a/>", "e1") == Commit::done);
            CHECK(db.rows("SELECT source, port FROM xcap", 2) == "0 0\n");
        });
    }

    TEST_CASE("watchers are those of OpenSIPS's tables (FACTS 3.1, 4.5)") {
        on_each_database([](Database& db) {
            const std::string alice = "sip:alice@example.com";
            CHECK(db.store->find_watchers(alice).empty());
            db.run(
                "INSERT INTO watchers (presentity_uri, watcher_username, watcher_domain, event, "
                "status, inserted_time) VALUES "
                "('sip:alice@example.com', 'bob', 'example.com', 'presence', 1, 0), "
                "('sip:alice@example.com', 'eve', 'example.com', 'presence', 2, 0), "
                "('sip:alice@example.com', 'dan', 'example.com', 'dialog', 1, 0), "
                "('sip:bob@example.com', 'dan', 'example.com', 'presence', 1, 0)");
            auto watchers = db.store->find_watchers(alice);
            REQUIRE(watchers.size() == 2);
            CHECK(watchers[0].username == "bob");
            CHECK(watchers[0].status == 1);
            CHECK_FALSE(watchers[0].is_online);
            CHECK(watchers[1].status == 2);

            db.run(
                "CREATE TABLE active_watchers (presentity_uri CHAR(255), watcher_username "
                "CHAR(64), "
                "watcher_domain CHAR(64), event CHAR(64)); INSERT INTO active_watchers VALUES "
                "('sip:alice@example.com', 'bob', 'example.com', 'presence'), "
                "('sip:alice@example.com', 'eve', 'example.com', 'dialog')");
            watchers = open_store(db.config)->find_watchers(alice);
            REQUIRE(watchers.size() == 2);
            CHECK(watchers[0].is_online);
            CHECK_FALSE(watchers[1].is_online);

            db.run("DROP TABLE watchers");
            CHECK(open_store(db.config)->find_watchers(alice).empty());
        });
    }

    TEST_CASE("accounts are added once, changed, deleted and listed") {
        on_each_database([](Database& db) {
            Credentials secrets;
            secrets.ha1 = "h1";
            CHECK(insert_account(db.config, "bob", "b.org", secrets));
            CHECK_FALSE(insert_account(db.config, "bob", "b.org", secrets));
            CHECK(insert_account(db.config, "alice", "b.org", secrets));
            CHECK(db.store->find_credentials("bob", "b.org")->ha1 == "h1");
            CHECK_FALSE(db.store->find_credentials("bob", "c.org"));
            secrets.ha1 = "h2";
            CHECK(update_account(db.config, "bob", "b.org", secrets));
            CHECK_FALSE(update_account(db.config, "eve", "b.org", secrets));
            CHECK(db.store->find_credentials("bob", "b.org")->ha1 == "h2");
            CHECK(list_accounts(db.config) == std::vector<std::pair<std::string, std::string>>{
                                                  {"alice", "b.org"}, {"bob", "b.org"}});
            CHECK(delete_account(db.config, "bob", "b.org"));
            CHECK_FALSE(delete_account(db.config, "bob", "b.org"));
        });
    }

    TEST_CASE("what is expected comes with the account, once, and only if told") {
        on_each_database([](Database& db) {
            const auto read = [&](std::string without_bytes) {
                const auto found = db.store->find({db.key, std::move(without_bytes)});
                return !found ? "absent" : found->etag + ":" + found->bytes.value_or("not fetched");
            };
            const auto account = [&](const char* name, std::string without_bytes) {
                db.store->expect({db.key, std::move(without_bytes)});
                return db.store->find_credentials(name, "b.org").has_value();
            };
            Credentials secrets;
            secrets.ha1 = "h1";
            REQUIRE(insert_account(db.config, "bob", "b.org", secrets));
            CHECK(account("bob", ""));
            CHECK(read("") == "absent");
            REQUIRE(db.store->commit({db.key, {}, "<a/>", "e1"}) == Commit::done);

            CHECK(account("bob", ""));
            REQUIRE(open_store(db.config)->commit({db.key, "e1", "<b/>", "e2"}) == Commit::done);
            CHECK(read("") == "e1:<a/>");  // of the moment of the account
            CHECK(read("") == "e2:<b/>");

            CHECK_FALSE(account("eve", ""));
            CHECK(read("") == "e2:<b/>");
            for (const char* tags : {"*", " e2 ", " e1 e2 e3 "}) {
                CAPTURE(tags);
                CHECK(account("bob", tags));
                CHECK(read(tags) == "e2:not fetched");
                CHECK(read(tags) == "e2:not fetched");
                CHECK(read("") == "e2:<b/>");
            }
            CHECK(account("bob", " e "));
            CHECK(read(" e ") == "e2:<b/>");

            CHECK(account("bob", ""));  // another question than what was expected
            CHECK(db.store->find_etag(db.key) == "e2");
            CHECK(account("bob", ""));
            db.store->expect_nothing();
            REQUIRE(db.store->commit({db.key, "e2", "<c/>", "e3"}) == Commit::done);
            CHECK(read("") == "e3:<c/>");
        });
    }

    TEST_CASE("cleartext_passwords reads the password column") {
        on_each_database([](Database& db) {
            Credentials secrets;
            secrets.password = "123";
            secrets.ha1 = "h1";
            REQUIRE(insert_account(db.config, "bob", "b.org", secrets));
            db.config.cleartext_passwords = true;
            db.reopen();
            CHECK(db.store->find_credentials("bob", "b.org")->password == "123");
        });
    }

    TEST_CASE("what no text of a database can be is found nowhere, and is no fault of it") {
        on_each_database([](Database& db) {
            REQUIRE(db.write({}, "<a/>", "e1") == Commit::done);
            const std::string long_name(300, 'n');
            for (const std::string& name :
                 {std::string("\xFF"), std::string("a\0b", 3), std::string("a "), long_name}) {
                CHECK_FALSE(db.store->find_credentials(name, "example.com"));
                CHECK_FALSE(db.store->find_etag({name, "example.com", 4, "index"}));
                db.store->expect({{"alice", "example.com", 4, name}, ""});
                CHECK_FALSE(db.store->find_credentials("alice", "example.com"));
                CHECK_FALSE(db.store->find_etag({"alice", "example.com", 4, name}));
                CHECK(db.store->find_watchers(name).empty());
                const auto outcome = db.store->commit({{name, "", 4, name}, {}, "<a/>", "e"});
                CHECK(outcome == (db.is_server() ? Commit::unfit : Commit::done));
            }
            // RFC 9110 8.8.3: an entity tag may hold any octet.
            CHECK(db.store->find({db.key, " \xFF\xE9 "})->bytes == "<a/>");
        });
    }

    TEST_CASE("a locked database is a StoreError after write_timeout, then recovers") {
        on_each_database([](Database& db) {
            REQUIRE(db.write({}, "<a/>", "e1") == Commit::done);
            const auto other = db.connect();
            const auto run = [&](const char* sql) { other->prepare(sql)->execute(); };
            run(db.is_server() ? "BEGIN" : "BEGIN IMMEDIATE");
            run("UPDATE xcap SET source = 0, etag = 'e7'");
            const auto begin = SteadyClock::now();
            CHECK_THROWS_AS(db.write("e1", "<b/>", "e2"), StoreError);
            // MySQL counts in whole seconds.
            CHECK(SteadyClock::now() - begin < milliseconds(3000));
            CHECK(db.store->find_document(db.key)->bytes == "<a/>");  // reads go on
            run("ROLLBACK");
            CHECK(db.write("e1", "<b/>", "e2") == Commit::done);
        });
    }

    TEST_CASE("accounts may be in another database than documents") {
        on_each_database([](Database& accounts) {
            on(Dialect::sqlite, [&](Database& db) {
                Config config = db.config;
                config.authentication_db_uri = accounts.config.authentication_db_uri;
                const auto store = open_store(config);
                Credentials secrets;
                secrets.ha1 = "h1";
                REQUIRE(insert_account(config, "bob", "b.org", secrets));
                REQUIRE(db.store->commit({db.key, {}, "<a/>", "e1"}) == Commit::done);
                store->expect({db.key, ""});
                CHECK(store->find_credentials("bob", "b.org")->ha1 == "h1");
                CHECK(store->find_document(db.key)->bytes == "<a/>");
                CHECK_FALSE(store->find_credentials("\xFF", "b.org"));
                REQUIRE(db.store->commit({db.key, "e1", {}, ""}) == Commit::done);
            });
        });
    }
}
