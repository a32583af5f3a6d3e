#include "store/driver/sqlite.h"

#include <fcntl.h>
#include <sqlite3.h>

#include "base/unique_fd.h"
#include "store/store.h"

namespace xcapd {
namespace {

struct CloseConnection {
    void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
};
struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

[[noreturn]] void raise(sqlite3* connection, const char* doing) {
    throw StoreError(std::string("SQLite: ") + doing + ": " + sqlite3_errmsg(connection) +
                     " (code " + std::to_string(sqlite3_extended_errcode(connection)) + ")");
}

class SqliteStatement final : public SqlStatement {
  public:
    SqliteStatement(sqlite3* connection, const std::string& sql) : connection_(connection) {
        sqlite3_stmt* raw = nullptr;
        if (sqlite3_prepare_v3(connection, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &raw,
                               nullptr) != SQLITE_OK)
            raise(connection, "prepare");
        statement_.reset(raw);
    }

    // SQLITE_STATIC: the caller keeps the bytes until the statement has run (sql_driver.h).
    void bind_text(int parameter, std::string_view text) override {
        check_bind(sqlite3_bind_text64(statement_.get(), parameter, data(text), text.size(),
                                       nullptr, SQLITE_UTF8));
    }
    void bind_blob(int parameter, std::string_view bytes) override {
        check_bind(
            sqlite3_bind_blob64(statement_.get(), parameter, data(bytes), bytes.size(), nullptr));
    }
    void bind_number(int parameter, std::int64_t number) override {
        check_bind(sqlite3_bind_int64(statement_.get(), parameter, number));
    }

    Executed execute() override {
        const int code = sqlite3_step(statement_.get());
        const int extended = sqlite3_extended_errcode(connection_);
        affected_rows_ = code == SQLITE_DONE ? sqlite3_changes64(connection_) : 0;
        if (code != SQLITE_DONE && code != SQLITE_ROW) {
            if (extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY)
                return Executed::unique_violation;
            raise(connection_, "write");
        }
        return Executed::done;
    }
    std::int64_t affected_rows() const override { return affected_rows_; }

    bool next() override {
        const int code = sqlite3_step(statement_.get());
        if (code == SQLITE_ROW) return true;
        if (code != SQLITE_DONE) raise(connection_, "read");
        return false;
    }

    std::string column(int index) const override {
        const void* bytes = sqlite3_column_blob(statement_.get(), index);
        // NULL has no bytes; nor has what there was no memory to make a text of.
        if (bytes == nullptr && sqlite3_errcode(connection_) == SQLITE_NOMEM)
            raise(connection_, "read");
        const int size = sqlite3_column_bytes(statement_.get(), index);
        return bytes == nullptr
                   ? std::string()
                   : std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
    }

    bool is_null(int index) const override {
        return sqlite3_column_type(statement_.get(), index) == SQLITE_NULL;
    }

    void reset() override {
        sqlite3_reset(statement_.get());
        sqlite3_clear_bindings(statement_.get());
    }

  private:
    // A null pointer would bind NULL, which equals nothing.
    static const char* data(std::string_view text) { return text.empty() ? "" : text.data(); }

    void check_bind(int code) {
        if (code != SQLITE_OK) raise(connection_, "bind");
    }

    sqlite3* connection_;
    std::unique_ptr<sqlite3_stmt, FinalizeStatement> statement_;
    std::int64_t affected_rows_ = 0;
};

// A new database is not for everybody: its hashes are as good as passwords. SQLite's own mode is
// 0644, and it gives the files beside it the mode of this one. What goes wrong SQLite says.
void make_file(const std::string& path) {
    const UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640));
}

class SqliteConnection final : public SqlConnection {
  public:
    SqliteConnection(const std::string& path, std::chrono::milliseconds wait, OpenFor purpose) {
        if (purpose == OpenFor::serving) make_file(path);
        sqlite3* raw = nullptr;
        const int code = sqlite3_open_v2(path.c_str(), &raw,
                                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                                             (purpose == OpenFor::serving ? SQLITE_OPEN_CREATE : 0),
                                         nullptr);
        connection_.reset(raw);
        if (code != SQLITE_OK)
            throw StoreError("SQLite: open " + path + ": " +
                             (raw == nullptr ? "out of memory" : sqlite3_errmsg(raw)));
        sqlite3_busy_timeout(raw, static_cast<int>(wait.count()));
        run("PRAGMA trusted_schema = OFF");
        if (purpose == OpenFor::reading) {
            // Not SQLITE_OPEN_READONLY: that leaves the files of WAL mode behind, as the property
            // of whoever looked.
            run("PRAGMA query_only = ON");
            return;
        }
        run("PRAGMA journal_mode = WAL");
        run("PRAGMA synchronous = FULL");
    }

    std::unique_ptr<SqlStatement> prepare(const std::string& sql) override {
        return std::make_unique<SqliteStatement>(connection_.get(), sql);
    }

    void run(const std::string& sql) override {
        if (sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
            raise(connection_.get(), sql.substr(0, sql.find('\n')).c_str());
    }

    // A transaction that reads first could not become a writer behind another's write.
    void begin() override { run("BEGIN IMMEDIATE"); }

    void run_script(const std::string& sql) override {
        begin();
        try {
            run(sql);
            run("COMMIT");
        } catch (...) {
            sqlite3_exec(connection_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
            throw;
        }
    }

  private:
    const char* columns_query() const override { return "SELECT name FROM pragma_table_info(?1)"; }

    std::unique_ptr<sqlite3, CloseConnection> connection_;
};

}  // namespace

std::unique_ptr<SqlConnection> open_sqlite(const std::string& path, std::chrono::milliseconds wait,
                                           OpenFor purpose) {
    return std::make_unique<SqliteConnection>(path, wait, purpose);
}

}  // namespace xcapd
