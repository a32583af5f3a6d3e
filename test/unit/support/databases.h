// Fresh databases for the tests of the store, on SQLite and on each server `make test` names in
// XCAPD_TEST_MYSQL_URI and XCAPD_TEST_POSTGRESQL_URI, whose users may create databases.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "store/sql_driver.h"
#include "store/store.h"

namespace xcapd {

/// A database of its own with a store on it; removed at the end.
class TestDatabase {
  public:
    explicit TestDatabase(Dialect kind);
    TestDatabase(const TestDatabase&) = delete;
    TestDatabase& operator=(const TestDatabase&) = delete;
    ~TestDatabase();

    Commit write(std::optional<std::string> expected, std::optional<std::string> bytes,
                 std::string etag) {
        return store->commit({key, std::move(expected), std::move(bytes), std::move(etag)});
    }

    /// What an operator does to the database, behind the store's back; one statement.
    void sql(const std::string& statement);
    /// The first column of the first row.
    std::string value(const std::string& query);
    /// A table as another program made it, in place of ours: the schema's with `from` replaced.
    void make_tables(const std::string& from, const std::string& to);
    /// Ends every connection to this database, by the server's own means. REQUIRES: a server.
    void end_sessions();

    const Dialect kind;
    Config config;
    std::unique_ptr<Store> store;
    const DocumentKey key{"alice", "example.com", 4, "index"};

  private:
    std::filesystem::path directory_;  // of SQLite
};

/// SQLite, and the servers there are.
std::vector<Dialect> test_databases();
const char* name_of(Dialect kind);

/// Runs `test` as a subcase on a fresh database of each of `kinds`.
template <class Test>
void on_each(const std::vector<Dialect>& kinds, Test test) {
    for (const Dialect kind : kinds) {
        SUBCASE(name_of(kind)) {
            TestDatabase database(kind);
            test(database);
        }
    }
}

template <class Test>
void on_each_database(Test test) {
    on_each(test_databases(), test);
}

/// Those of test_databases() that are servers.
std::vector<Dialect> test_servers();

}  // namespace xcapd
