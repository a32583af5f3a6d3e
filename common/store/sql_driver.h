// The narrow interface a database driver implements; one connection, one thread.
//
// A driver knows how to prepare, bind, execute and read rows, and nothing of what the statements
// mean. Everything throws StoreError except what a caller can act on, which is a value.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace xcapd {

enum class Dialect { sqlite, mysql, postgresql };

enum class Executed {
    done,
    unique_violation,  // nothing was written
    unfit,             // a value does not fit into its column; nothing was written
};

class SqlStatement {
  public:
    virtual ~SqlStatement() = default;

    // Parameters count from 1. The bytes must live until execute() or the last next().
    virtual void bind_text(int parameter, std::string_view text) = 0;
    virtual void bind_blob(int parameter, std::string_view bytes) = 0;
    virtual void bind_number(int parameter, std::int64_t number) = 0;

    /// Runs a statement without rows. `affected_rows` tells what it did.
    virtual Executed execute() = 0;
    virtual std::int64_t affected_rows() const = 0;

    /// Sends a query, whose answer the first next() waits for, so that another database can be
    /// asked meanwhile; optional. Until then, or to be rid of it by closing the connection, nothing
    /// else may be asked of this one.
    virtual void start() {}
    /// Sends a query with more rows than memory holds: next() takes them from the database one at a
    /// time (as SQLite always does). Until it was false, or reset() has passed over what is left,
    /// or to be rid of it by closing the connection, nothing else may be asked of this one.
    virtual void stream() {}
    /// Steps to the next row of a query, the first at the first call; false behind the last.
    virtual bool next() = 0;
    // Columns count from 0. NULL is an empty string.
    virtual std::string column(int index) const = 0;
    virtual bool is_null(int index) const = 0;

    /// Makes the statement ready for other parameters; releases its rows and locks. Asks the
    /// database nothing.
    virtual void reset() = 0;
};

class SqlConnection {
  public:
    virtual ~SqlConnection() = default;

    /// Parameters are written ?1, ?2 …
    virtual std::unique_ptr<SqlStatement> prepare(const std::string& sql) = 0;
    /// Runs one statement that has neither parameters nor rows.
    virtual void run(const std::string& sql) = 0;
    /// Begins a transaction, which run() ends: COMMIT or ROLLBACK.
    virtual void begin() { run("BEGIN"); }
    /// Runs several statements as one transaction: all of them or none, where the database can.
    virtual void run_script(const std::string& sql) = 0;
    /// Names of a table's columns; empty when there is no such table.
    std::vector<std::string> columns_of(const std::string& table);

  private:
    /// → the names in their order; the one parameter is the table.
    virtual const char* columns_query() const = 0;
};

enum class OpenFor {
    serving,   // made where it is missing
    changing,  // a database that is not there is an error; a statement may take its time
    reading,   // the same, and nothing can be written
};

/// How long a statement may take whose locks are waited for up to `wait`: to read or migrate a
/// large table takes as long as it takes.
inline std::chrono::milliseconds answer_limit(std::chrono::milliseconds wait, OpenFor purpose) {
    return purpose == OpenFor::serving ? wait : wait + std::chrono::hours(24);
}

/// Opens `uri`. `wait` bounds how long a statement waits for a lock. The scheme decides the driver.
std::unique_ptr<SqlConnection> open_connection(const std::string& uri,
                                               std::chrono::milliseconds wait,
                                               OpenFor purpose = OpenFor::serving);

/// REQUIRES: a URI of a known scheme, as validate() in config/ checks.
Dialect dialect_of(const std::string& uri);

/// The CREATE statements that go with `uri`'s driver, compiled in: the tables of a SIP server
/// (sql/schema.*.sql), and xcapd's own (sql/own.*.sql).
std::string_view schema_script(const std::string& uri);
std::string_view own_tables_script(const std::string& uri);

}  // namespace xcapd
