// What is SQLite's alone; the rest is in the *_contract_test.cc.
#include "unit/support/databases.h"

using namespace xcapd;
using std::chrono::milliseconds;

namespace {

struct SqliteFile : TestDatabase {
    SqliteFile() : TestDatabase(Dialect::sqlite) {}
};

}  // namespace

TEST_SUITE("store/sqlite") {
    TEST_CASE_FIXTURE(SqliteFile, "a table without a unique key still creates a document once") {
        sql("CREATE TABLE plain (username, domain, doc BLOB, doc_type, etag, source, doc_uri, "
            "port)");
        config.xcap_table = "plain";
        store = open_store(config);
        CHECK(write({}, "<a/>", "e1") == Commit::done);
        CHECK(write({}, "<b/>", "e2") == Commit::conflict);
    }

    TEST_CASE_FIXTURE(SqliteFile, "a file that lacks the tables is given them") {
        for (const char* table : {"xcap", "subscriber", "watchers", "version"})
            sql("DROP TABLE " + std::string(table));
        store = open_store(config);
        CHECK_FALSE(store->find_document(key));
        CHECK(write({}, "<a/>", "e1") == Commit::done);
    }

    TEST_CASE_FIXTURE(SqliteFile,
                      "a locked database is a StoreError after write_timeout, then recovers") {
        REQUIRE(write({}, "<a/>", "e1") == Commit::done);
        const auto other = open_connection(config.storage_db_uri, milliseconds(100));
        const auto begin = other->prepare("BEGIN IMMEDIATE");
        begin->execute();
        CHECK_THROWS_AS(write("e1", "<b/>", "e2"), StoreError);
        CHECK(store->find_document(key)->bytes == "<a/>");  // reads go on
        const auto rollback = other->prepare("ROLLBACK");
        rollback->execute();
        CHECK(write("e1", "<b/>", "e2") == Commit::done);
    }
}
