// What a store does when its database is not as it should be. What only a proxy or a stopped server
// can cause is in test/fault/.
#include <doctest/doctest.h>
#include "store/accounts.h"

#include "unit/support/databases.h"

using namespace xcapd;
using namespace xcapd::test;

namespace {

// The message of the StoreError that reading ends with.
std::string failure_of_reading(Database& database) {
    try {
        open_store(database.config)->find_document(database.key);
    } catch (const StoreError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_SUITE("store/contract: failures") {
    TEST_CASE("a missing table is one line that names it, on a server never made while serving") {
        on_each_server([](Database& database) {
            database.store.reset();
            for (const std::string& table : {std::string("xcap"), std::string("subscriber")}) {
                database.run("DROP TABLE " + table);
                const auto line = failure_of_reading(database);
                CHECK(line.find("table " + table + " is missing") != line.npos);
                CHECK(line.find("xcapd init-db") != line.npos);
                CHECK(line.find('\n') == line.npos);
                database.run(std::string(schema_script(database.config.storage_db_uri)));
                CHECK(failure_of_reading(database) == "");
            }
        });
    }

    TEST_CASE("a missing table of the operator's own name is refused by name") {
        on_each_database([](Database& database) {
            database.config.xcap_table = "my_documents";
            const auto line = failure_of_reading(database);
            CHECK(line.find("my_documents") != line.npos);
            CHECK(line.find('\n') == line.npos);
        });
    }

    TEST_CASE("a database that is not there is one line without the password") {
        on_each_server([](Database& database) {
            database.config.storage_db_uri += "_not_there";
            database.config.authentication_db_uri = database.config.storage_db_uri;
            const auto line = failure_of_reading(database);
            CHECK(line.find("_not_there") != line.npos);
            CHECK(line.find('\n') == line.npos);
            CHECK(line.find("secret") == line.npos);
        });
    }

    TEST_CASE("a table that went away is a StoreError, and served again when it is back") {
        on_each_server([](Database& database) {
            REQUIRE(database.write({}, "<a/>", "e1") == Commit::done);
            database.run("ALTER TABLE xcap RENAME TO away");
            CHECK_THROWS_AS(database.store->find_document(database.key), StoreError);
            CHECK_THROWS_AS(database.write("e1", "<b/>", "e2"), StoreError);
            database.run("ALTER TABLE away RENAME TO xcap");
            CHECK(database.store->find_document(database.key)->bytes == "<a/>");
            CHECK(database.write("e1", "<b/>", "e2") == Commit::done);
        });
    }

    TEST_CASE("a connection lost between two calls: the next of any kind does its work once") {
        on_each_server([](Database& database) {
            auto& store = *database.store;
            Credentials secrets;
            secrets.ha1 = "h1";
            REQUIRE(insert_account(database.config, "bob", "b.org", secrets));
            REQUIRE(database.write({}, "<a/>", "e1") == Commit::done);

            database.end_sessions();
            CHECK(store.find_document(database.key)->bytes == "<a/>");
            database.end_sessions();
            CHECK(database.write("e1", "<b/>", "e2") == Commit::done);
            database.end_sessions();
            CHECK_THROWS_AS(database.write("e1", "<c/>", "e3"), StoreError);  // see outcomes.h
            database.end_sessions();
            CHECK(database.write("e2", {}, "") == Commit::done);
            CHECK_FALSE(store.find_etag(database.key));
            database.end_sessions();
            CHECK(database.write({}, "<a/>", "e4") == Commit::done);
            database.end_sessions();
            CHECK_THROWS_AS(database.write({}, "<b/>", "e5"), StoreError);
            database.end_sessions();
            CHECK(store.find_credentials("bob", "b.org")->ha1 == "h1");
            database.end_sessions();
            store.expect({database.key, ""});
            CHECK(store.find_credentials("bob", "b.org")->ha1 == "h1");
            CHECK(store.find({database.key, ""})->etag == "e4");
            database.end_sessions();
            CHECK(store.find_watchers("sip:bob@b.org").empty());
            CHECK(store.find_document(database.key)->bytes == "<a/>");
        });
    }

    TEST_CASE("a row locked by another for longer than write_timeout is a StoreError, then not") {
        on_each_server([](Database& database) {
            database.config.write_timeout = 1000;
            database.store = open_store(database.config);
            REQUIRE(database.write({}, "<a/>", "e1") == Commit::done);
            const auto other =
                open_connection(database.config.storage_db_uri, std::chrono::milliseconds(1000));
            other->prepare("BEGIN")->execute();
            other->prepare("UPDATE xcap SET source = 1")->execute();
            CHECK_THROWS_AS(database.write("e1", "<b/>", "e2"), StoreError);
            CHECK(database.store->find_document(database.key)->bytes == "<a/>");  // reads go on
            other->prepare("ROLLBACK")->execute();
            CHECK(database.store->find_etag(database.key) == "e1");
            CHECK(database.write("e1", "<b/>", "e2") == Commit::done);
        });
    }
}
