// What MySQL and PostgreSQL alone make a matter, beside the *_contract_test.cc: other databases'
// layouts, states and hosts.
#include <doctest/doctest.h>

#include "store/accounts.h"
#include "unit/support/databases.h"

using namespace xcapd;
using namespace xcapd::test;

TEST_SUITE("store/servers") {
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

    TEST_CASE("a streamed query ends at its last row or at reset, and tells what went wrong") {
        on_each_server([](Database& db) {
            const auto connection = db.connect();
            const auto query = connection->prepare(
                "SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4");
            for (int rows = 0; rows <= 4; ++rows) {
                query->stream();
                for (int row = 0; row < rows; ++row) {
                    REQUIRE(query->next());
                    CHECK(query->column(0) == std::to_string(row + 1));
                }
                if (rows == 4) CHECK_FALSE(query->next());
                query->reset();
            }
            const auto other = connection->prepare("SELECT 5");
            REQUIRE(other->next());
            CHECK(other->column(0) == "5");
            other->reset();

            db.run(
                "INSERT INTO xcap (username, domain, doc, doc_type, etag, doc_uri, source, "
                "port) VALUES "
                "('a', 'b', '', 4, 'e', 'x', 0, 0), ('a', 'b', '', 4, 'e', 'y', 0, 0)");
            const auto broken = connection->prepare(
                "SELECT (SELECT etag FROM xcap AS two WHERE two.username = one.username) "
                "FROM xcap AS one");
            std::string message;
            try {
                broken->stream();
                while (broken->next()) continue;
            } catch (const StoreError& error) {
                message = error.what();
            }
            CHECK(message.find("more than") != message.npos);
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
}
