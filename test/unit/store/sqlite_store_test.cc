// What SQLite alone does; see the *_contract_test.cc for what it does like the others.
#include <doctest/doctest.h>

#include "unit/support/databases.h"

using namespace xcapd;
using namespace xcapd::test;

namespace {

struct Sqlite : Database {
    Sqlite() : Database(Dialect::sqlite) {}
};

}  // namespace

TEST_SUITE("store/sqlite") {
    TEST_CASE_FIXTURE(Sqlite, "a table without a unique key still creates a document once") {
        run("CREATE TABLE plain (username, domain, doc BLOB, doc_type, etag, "
            "source, doc_uri, port)");
        Config other = config;
        other.xcap_table = "plain";
        store = open_store(other);
        CHECK(write({}, "<a/>", "e1") == Commit::done);
        CHECK(write({}, "<b/>", "e2") == Commit::conflict);
    }

    TEST_CASE_FIXTURE(Sqlite, "a file that lacks the tables is given them") {
        for (const char* table : {"xcap", "subscriber", "watchers", "version"})
            run("DROP TABLE " + std::string(table));
        reopen();
        CHECK_FALSE(store->find_document(key));
        CHECK(write({}, "<a/>", "e1") == Commit::done);
    }
}
