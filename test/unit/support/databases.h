// A database of its own for a test, on each of the kinds that are there: SQLite always, the servers
// where XCAPD_TEST_MYSQL_URI and XCAPD_TEST_POSTGRESQL_URI name one, as `make test` does.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "config/config.h"
#include "store/sql_driver.h"
#include "store/store.h"

namespace xcapd::test {

// Empty but for its tables; emptied at the end. One of a kind at a time.
class Database {
  public:
    explicit Database(Dialect kind);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// `expected`: the tag that must be stored; nothing: no document.
    Commit write(std::optional<std::string> expected, std::optional<std::string> bytes,
                 std::string etag) {
        return store->commit({key, std::move(expected), std::move(bytes), std::move(etag)});
    }
    /// Statements of the test's own, on a connection of their own.
    std::unique_ptr<SqlConnection> connect() const;
    void run(const std::string& script) const;
    /// All rows, their columns between blanks, rows by line.
    std::string rows(const std::string& query, int columns) const;
    /// Opens `config` anew.
    void reopen() { store = open_store(config); }

    /// Ends all connections to this database, by the server's own means. REQUIRES: a server.
    void end_sessions();

    bool is_server() const { return kind != Dialect::sqlite; }

    const Dialect kind;
    Config config;  // write_timeout: 3000 ms, 300 ms on SQLite
    std::unique_ptr<Store> store;
    const DocumentKey key{"alice", "example.com", 4, "index"};

  private:
    std::filesystem::path directory_;  // of SQLite
};

// Runs `test` as a subcase on each database that is there.
void on_each_database(const std::function<void(Database&)>& test);
void on_each_server(const std::function<void(Database&)>& test);
void on(Dialect kind, const std::function<void(Database&)>& test);

}  // namespace xcapd::test
