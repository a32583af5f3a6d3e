// What MySQL and PostgreSQL alone make a matter: collations, connections that end, other databases'
// layouts.
#include <doctest/doctest.h>

#include "base/clock.h"
#include "store/accounts.h"
#include "unit/support/databases.h"

using namespace xcapd;
using namespace xcapd::test;

namespace {

// Ends every other connection to this database.
void cut(Database& db) {
    const auto admin = db.connect();
    if (db.kind == Dialect::postgresql) {
        const auto end = admin->prepare(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()");
        while (end->next()) continue;
        return;
    }
    const auto list = admin->prepare(
        "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND "
        "id <> CONNECTION_ID()");
    while (list->next()) admin->prepare("KILL " + list->column(0))->execute();
}

// Bob and bob are the same for this database, as they are for most that others made.
void ignore_case(Database& db) {
    db.run(db.kind == Dialect::mysql
               ? "ALTER TABLE xcap CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci; "
                 "ALTER TABLE subscriber CONVERT TO CHARACTER SET utf8mb4 COLLATE "
                 "utf8mb4_general_ci"
               : "CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level1', "
                 "deterministic = false); "
                 "ALTER TABLE xcap ALTER username TYPE CHAR(64) COLLATE blind, "
                 "ALTER domain TYPE CHAR(64) COLLATE blind, "
                 "ALTER doc_uri TYPE CHAR(255) COLLATE blind; "
                 "ALTER TABLE subscriber ALTER username TYPE CHAR(64) COLLATE blind, "
                 "ALTER domain TYPE CHAR(64) COLLATE blind");
}

// Each row of `table` takes so long to read.
void slow_down(Database& db, const std::string& table, double seconds) {
    const std::string sleep = db.kind == Dialect::mysql ? "SLEEP(" : "pg_sleep(";
    db.run("ALTER TABLE " + table + " RENAME TO fast; CREATE VIEW " + table +
           " AS SELECT fast.* FROM fast WHERE " + sleep + std::to_string(seconds) + ")" +
           (db.kind == Dialect::mysql ? " = 0" : " IS NOT NULL"));
}

}  // namespace

TEST_SUITE("store/servers") {
    TEST_CASE("under a collation without case, Bob is never bob, and cannot be stored beside him") {
        on_each_server([](Database& db) {
            ignore_case(db);
            db.reopen();
            Credentials secrets;
            secrets.ha1 = "h1";
            REQUIRE(insert_account(db.config, "bob", "b.org", secrets));
            CHECK_FALSE(db.store->find_credentials("Bob", "b.org"));
            CHECK_FALSE(insert_account(db.config, "Bob", "b.org", secrets));
            CHECK_FALSE(update_account(db.config, "Bob", "b.org", secrets));
            CHECK_FALSE(delete_account(db.config, "Bob", "b.org"));
            CHECK(db.store->find_credentials("bob", "b.org"));

            const DocumentKey bob{"bob", "b.org", 4, "index"};
            REQUIRE(db.store->commit({bob, {}, "<a/>", "e1"}) == Commit::done);
            for (const DocumentKey& other :
                 {DocumentKey{"Bob", "b.org", 4, "index"}, DocumentKey{"bob", "B.org", 4, "index"},
                  DocumentKey{"bob", "b.org", 4, "Index"},
                  DocumentKey{"b\u00F6b", "b.org", 4, "index"}}) {
                CAPTURE(other.username + other.domain + other.doc_uri);
                CHECK_FALSE(db.store->find_etag(other));
                db.store->expect({other, ""});
                CHECK(db.store->find_credentials("bob", "b.org"));
                CHECK_FALSE(db.store->find_etag(other));
                CHECK(db.store->commit({other, "e1", "<b/>", "e2"}) == Commit::conflict);
                CHECK(db.store->commit({other, "e1", {}, ""}) == Commit::conflict);
                // The callers try again after a conflict, until they are told that it is of no use.
                Commit outcome = Commit::conflict;
                for (int i = 0; i < 5 && outcome == Commit::conflict; ++i)
                    outcome = db.store->commit({other, {}, "<b/>", "e2"});
                CHECK(outcome == Commit::unfit);
            }
            CHECK(db.store->find_document(bob)->bytes == "<a/>");
        });
    }

    TEST_CASE("a connection that ended between two requests is no news to them") {
        on_each_server([](Database& db) {
            REQUIRE(db.write({}, "<a/>", "e1") == Commit::done);
            cut(db);
            CHECK(db.store->find_etag(db.key) == "e1");
            REQUIRE(db.write("e1", "<b/>", "e2") == Commit::done);
            cut(db);
            CHECK(db.write("e2", "<c/>", "e3") == Commit::done);
            cut(db);
            CHECK(db.write("e3", {}, "") == Commit::done);
            cut(db);
            CHECK(db.write({}, "<d/>", "e4") == Commit::done);
            cut(db);
            CHECK(db.write("e1", "<d/>", "e5") == Commit::conflict);
        });
    }

    TEST_CASE("a table that is altered meanwhile goes on to be served") {
        on_each_server([](Database& db) {
            REQUIRE(db.write({}, "<a/>", "e1") == Commit::done);
            CHECK(db.store->find_document(db.key)->bytes == "<a/>");
            db.run(
                db.kind == Dialect::mysql
                    ? "ALTER TABLE xcap MODIFY doc MEDIUMBLOB NOT NULL, MODIFY etag VARCHAR(128) "
                      "NOT NULL, ADD COLUMN extra INT"
                    : "ALTER TABLE xcap ALTER etag TYPE VARCHAR(128), ADD COLUMN extra INT");
            CHECK(db.store->find_document(db.key)->bytes == "<a/>");
            CHECK(db.write("e1", "<b/>", "e2") == Commit::done);
        });
    }

    TEST_CASE("what another character set cannot hold is not found, and not stored") {
        on(Dialect::mysql, [](Database& db) {
            db.run(
                "ALTER TABLE xcap CONVERT TO CHARACTER SET latin1; "
                "ALTER TABLE subscriber CONVERT TO CHARACTER SET latin1");
            db.reopen();
            Credentials secrets;
            secrets.ha1 = "h1";
            REQUIRE(insert_account(db.config, "b\u00F6b", "b.org", secrets));
            CHECK(db.store->find_credentials("b\u00F6b", "b.org"));
            CHECK_FALSE(db.store->find_credentials("\u03A9", "b.org"));
            const DocumentKey omega{"alice", "b.org", 4, "\u03A9"};
            CHECK_FALSE(db.store->find_etag(omega));
            CHECK(db.store->commit({omega, {}, "<a/>", "e1"}) == Commit::unfit);
            db.store->expect({omega, ""});
            CHECK(db.store->find_credentials("b\u00F6b", "b.org"));
            CHECK_FALSE(db.store->find_etag(omega));
        });
    }

    TEST_CASE("a database that is read-only refuses writes, serves reads, and recovers") {
        on(Dialect::postgresql, [](Database& db) {
            REQUIRE(db.write({}, "<a/>", "e1") == Commit::done);
            const auto name = db.rows("SELECT current_database()::text", 1);
            const auto set = [&](const char* value) {
                db.connect()
                    ->prepare("ALTER DATABASE " + name +
                              " SET default_transaction_read_only = " + value)
                    ->execute();
                db.reopen();
            };
            set("on");
            CHECK_THROWS_AS(db.write("e1", "<b/>", "e2"), StoreError);
            CHECK(db.store->find_etag(db.key) == "e1");
            const auto undo = db.connect();
            undo->prepare("SET default_transaction_read_only = off")->execute();
            undo->prepare("ALTER DATABASE " + name + " RESET default_transaction_read_only")
                ->execute();
            db.reopen();
            CHECK(db.write("e1", "<b/>", "e2") == Commit::done);
        });
    }

    TEST_CASE("the first host of a list that answers is used") {
        on_each_server([](Database& db) {
            REQUIRE(db.write({}, "<a/>", "e1") == Commit::done);
            const auto at = db.config.storage_db_uri.find('@') + 1;
            db.config.storage_db_uri.insert(at, "127.0.0.1:1,");
            db.config.authentication_db_uri = db.config.storage_db_uri;
            db.reopen();
            CHECK(db.store->find_etag(db.key) == "e1");
            CHECK(db.write("e1", "<b/>", "e2") == Commit::done);
        });
    }

    TEST_CASE("a table that is missing is not made by the way") {
        on_each_server([](Database& db) {
            db.run("DROP TABLE xcap");
            db.reopen();
            CHECK_THROWS_WITH_AS(db.store->find_etag(db.key), doctest::Contains("init-db"),
                                 StoreError);
        });
    }

    TEST_CASE("two databases are asked at the same time") {
        on_each_server([](Database& db) {
            on(db.kind, [&](Database& accounts) {
                Credentials secrets;
                secrets.ha1 = "h1";
                REQUIRE(insert_account(accounts.config, "bob", "b.org", secrets));
                REQUIRE(db.write({}, "<a/>", "e1") == Commit::done);
                // The account is looked for twice (sql_statements.cc).
                slow_down(accounts, "subscriber", 0.4);
                slow_down(db, "xcap", 0.8);
                db.config.authentication_db_uri = accounts.config.storage_db_uri;
                db.config.write_timeout = 10000;
                db.reopen();
                const auto ask = [&] {
                    db.store->expect({db.key, ""});
                    CHECK(db.store->find_credentials("bob", "b.org")->ha1 == "h1");
                    CHECK(db.store->find_document(db.key)->bytes == "<a/>");
                };
                ask();
                const auto begin = SteadyClock::now();
                ask();
                const auto time = SteadyClock::now() - begin;
                CHECK(time > milliseconds(750));
                CHECK(time < milliseconds(1400));
            });
        });
    }

    TEST_CASE("with two databases, one that is cut does not take the other with it") {
        on_each_server([](Database& db) {
            on(db.kind, [&](Database& accounts) {
                Credentials secrets;
                secrets.ha1 = "h1";
                REQUIRE(insert_account(accounts.config, "bob", "b.org", secrets));
                REQUIRE(db.write({}, "<a/>", "e1") == Commit::done);
                db.config.authentication_db_uri = accounts.config.storage_db_uri;
                db.reopen();
                const auto ask = [&] {
                    db.store->expect({db.key, ""});
                    CHECK(db.store->find_credentials("bob", "b.org")->ha1 == "h1");
                    CHECK(db.store->find_document(db.key)->bytes == "<a/>");
                };
                ask();
                cut(db);
                ask();
                cut(accounts);
                ask();
                accounts.run("DROP TABLE subscriber");
                db.store->expect({db.key, ""});
                CHECK_THROWS_AS(db.store->find_credentials("bob", "b.org"), StoreError);
                CHECK(db.store->find_document(db.key)->bytes == "<a/>");
                CHECK(db.write("e1", "<b/>", "e2") == Commit::done);
            });
        });
    }
}
