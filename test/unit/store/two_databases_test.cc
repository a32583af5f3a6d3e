// Documents in one database and accounts in another, each on a server.
#include <doctest/doctest.h>

#include <thread>

#include "base/clock.h"
#include "store/accounts.h"
#include "unit/support/databases.h"

using namespace xcapd;
using namespace xcapd::test;

namespace {

void on_two_servers(const std::function<void(Database&, Database&)>& test) {
    for (const auto& [documents, accounts] : {std::pair(Dialect::mysql, Dialect::postgresql),
                                              std::pair(Dialect::postgresql, Dialect::mysql)})
        on(documents, [&, kind = accounts](Database& db) {
            on(kind, [&](Database& other) { test(db, other); });
        });
}

// To find one takes two seconds.
void slow_down_accounts(Database& db) {
    db.run(std::string("ALTER TABLE subscriber RENAME TO fast; "
                       "CREATE VIEW subscriber AS SELECT fast.* FROM fast WHERE ") +
           (db.kind == Dialect::mysql ? "SLEEP(1) = 0" : "pg_sleep(1) IS NOT NULL"));
}

// A document in one, its user in the other.
void fill(Database& db, Database& accounts) {
    Credentials secrets;
    secrets.ha1 = "h1";
    REQUIRE(insert_account(accounts.config, "bob", "b.org", secrets));
    REQUIRE(db.write({}, "<a/>", "e1") == Commit::done);
}

// Whether a statement waits for a lock.
bool has_waiter(Database& db) {
    return !db.rows(db.kind == Dialect::mysql
                        ? "SELECT id FROM information_schema.processlist "
                          "WHERE db = DATABASE() AND state LIKE 'Waiting for%lock'"
                        : "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND "
                          "wait_event_type = 'Lock'",
                    1)
                .empty();
}

}  // namespace

TEST_SUITE("store/two databases") {
    TEST_CASE("two databases are asked at the same time") {
        on_two_servers([](Database& db, Database& accounts) {
            fill(db, accounts);
            slow_down_accounts(accounts);
            db.config.authentication_db_uri = accounts.config.storage_db_uri;
            db.config.write_timeout = 20000;
            db.reopen();
            std::string found;
            const auto ask = [&] {
                db.store->expect({db.key, ""});
                if (db.store->find_credentials("bob", "b.org"))
                    found = db.store->find_document(db.key)->bytes;
            };
            ask();
            found.clear();

            const auto other = db.connect();
            const auto run = [&](const char* sql) { other->prepare(sql)->execute(); };
            if (db.kind == Dialect::postgresql) run("BEGIN");
            run(db.kind == Dialect::mysql ? "LOCK TABLES xcap WRITE"
                                          : "LOCK TABLE xcap IN ACCESS EXCLUSIVE MODE");
            std::thread request(ask);
            // Long before the account is found.
            const auto deadline = SteadyClock::now() + milliseconds(1000);
            bool was_asked = false;
            while (!was_asked && SteadyClock::now() < deadline) was_asked = has_waiter(db);
            run(db.kind == Dialect::mysql ? "UNLOCK TABLES" : "COMMIT");
            request.join();
            CHECK(was_asked);
            CHECK(found == "<a/>");
        });
    }

    TEST_CASE("with two databases, one that is cut does not take the other with it") {
        on_two_servers([](Database& db, Database& accounts) {
            fill(db, accounts);
            db.config.authentication_db_uri = accounts.config.storage_db_uri;
            db.reopen();
            const auto ask = [&] {
                db.store->expect({db.key, ""});
                CHECK(db.store->find_credentials("bob", "b.org")->ha1 == "h1");
                CHECK(db.store->find_document(db.key)->bytes == "<a/>");
            };
            ask();
            db.end_sessions();
            ask();
            accounts.end_sessions();
            ask();
            accounts.run("DROP TABLE subscriber");
            db.store->expect({db.key, ""});
            CHECK_THROWS_AS(db.store->find_credentials("bob", "b.org"), StoreError);
            CHECK(db.store->find_document(db.key)->bytes == "<a/>");
            CHECK(db.write("e1", "<b/>", "e2") == Commit::done);
        });
    }
}
