#include "store/driver/mysql.h"

#include <mysql.h>
#include <poll.h>

#include <algorithm>
#include <utility>

#include "store/placeholders.h"
#include "store/store.h"

namespace xcapd {
namespace {

struct CloseConnection {
    void operator()(MYSQL* connection) const { mysql_close(connection); }
};
struct CloseStatement {
    void operator()(MYSQL_STMT* statement) const { mysql_stmt_close(statement); }
};
struct FreeResult {
    void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
};

// Numbers of the servers' manuals ("Server Error Message Reference"); those below 2000 are the
// server's, the others the client library's.
constexpr unsigned duplicate_entry = 1062;
constexpr unsigned unfit[] = {
    1264,  // out of range
    1267,  // compared with a column whose character set lacks a letter of it
    1366,  // not in the column's character set
    1406,  // too long
};
constexpr unsigned in_the_way[] = {
    1020,  // record has changed (Galera)
    1205,  // lock wait time-out
    1213,  // deadlock
};
constexpr unsigned read_only[] = {
    1290,  // --read-only
    1792,  // the session or its transaction
    1836,
};
// Of these it is not known what was done, or this connection is of no use any more.
constexpr unsigned lost[] = {
    1053,                                                  // server shutdown in progress
    1077, 1080, 1152, 1158, 1159, 1160, 1161, 1184, 1927,  // connection killed
    1180,                                                  // error during COMMIT
    1243,  // prepared on another connection (a pool)
    1615,  // prepared before the table was changed
    4031,  // was idle for too long
};

template <class List>
bool is_in(const List& list, unsigned error) {
    return std::find(std::begin(list), std::end(list), error) != std::end(list);
}

Fate fate_of(unsigned error) {
    if (error >= 2000 || is_in(lost, error)) return Fate::unknown;
    if (is_in(read_only, error)) return Fate::refused;
    return is_in(in_the_way, error) ? Fate::repeatable : Fate::not_done;
}

[[noreturn]] void raise(const char* doing, unsigned error, const char* message) {
    throw StoreError(
        std::string("MySQL: ") + doing + ": " + message + " (error " + std::to_string(error) + ")",
        fate_of(error));
}
[[noreturn]] void raise(const char* doing, MYSQL* connection) {
    raise(doing, mysql_errno(connection), mysql_error(connection));
}

class MysqlStatement final : public SqlStatement {
  public:
    MysqlStatement(MYSQL* connection, const std::string& sql)
        : statement_(mysql_stmt_init(connection)), sql_(with_positions(sql)) {
        if (!statement_) throw std::bad_alloc();
        if (mysql_stmt_prepare(statement_.get(), sql_.text.data(), sql_.text.size()) != 0)
            raise("prepare");
        columns_.resize(mysql_stmt_field_count(statement_.get()));
        for (auto& column : columns_) {
            // Without a buffer: first the length, then column() fetches into a string.
            column.bind.buffer_type = MYSQL_TYPE_STRING;
            column.bind.length = &column.length;
            column.bind.is_null = &column.is_null;
        }
    }

    void bind_text(int parameter, std::string_view text) override {
        Value& value = at(parameter);
        value.type = MYSQL_TYPE_STRING;
        value.bytes = text;
    }
    void bind_blob(int parameter, std::string_view bytes) override {
        Value& value = at(parameter);
        value.type = MYSQL_TYPE_LONG_BLOB;
        value.bytes = bytes;
    }
    void bind_number(int parameter, std::int64_t number) override {
        Value& value = at(parameter);
        value.type = MYSQL_TYPE_LONGLONG;
        value.number = number;
    }

    Executed execute() override {
        const auto sent = send();
        if (sent != Executed::done) return sent;
        affected_rows_ = static_cast<std::int64_t>(mysql_stmt_affected_rows(statement_.get()));
        return Executed::done;
    }
    std::int64_t affected_rows() const override { return affected_rows_; }

    void start() override {
        bind();
        waits_for_ = mysql_stmt_execute_start(&failed_, statement_.get());
        was_started_ = true;
    }

    void stream() override { is_streamed_ = true; }

    bool next() override {
        if (!has_rows_) {
            // What a column cannot hold is not in it.
            if (send() == Executed::unfit) return false;
            std::vector<MYSQL_BIND> binds;
            for (auto& column : columns_) binds.push_back(column.bind);
            if (mysql_stmt_bind_result(statement_.get(), binds.data()) != 0 ||
                (!is_streamed_ && mysql_stmt_store_result(statement_.get()) != 0))
                raise("read");
            has_rows_ = true;
        }
        const int code = mysql_stmt_fetch(statement_.get());
        if (code == 1) raise("read");
        return code != MYSQL_NO_DATA;
    }

    std::string column(int index) const override {
        const Column& column = columns_[static_cast<std::size_t>(index)];
        if (column.is_null || column.length == 0) return {};
        std::string value(column.length, '\0');
        unsigned long length = 0;
        MYSQL_BIND bind = {};
        bind.buffer_type = MYSQL_TYPE_STRING;
        bind.buffer = value.data();
        bind.buffer_length = column.length;
        bind.length = &length;
        if (mysql_stmt_fetch_column(statement_.get(), &bind, static_cast<unsigned>(index), 0) != 0)
            raise("read");
        return value;
    }
    bool is_null(int index) const override {
        return columns_[static_cast<std::size_t>(index)].is_null;
    }

    void reset() override {
        // Not mysql_stmt_reset(), which would ask the server.
        if (has_rows_) mysql_stmt_free_result(statement_.get());
        has_rows_ = is_streamed_ = false;
    }

  private:
    struct Value {
        enum_field_types type = MYSQL_TYPE_NULL;
        std::string_view bytes;
        std::int64_t number = 0;
        unsigned long length = 0;
    };
    struct Column {
        MYSQL_BIND bind = {};
        unsigned long length = 0;
        my_bool is_null = 0;
    };

    Value& at(int parameter) {
        const auto index = static_cast<std::size_t>(parameter);
        if (values_.size() <= index) values_.resize(index + 1);
        return values_[index];
    }

    void bind() {
        std::vector<MYSQL_BIND> binds;
        for (const int number : sql_.numbers) {
            Value& value = at(number);
            MYSQL_BIND bind = {};
            bind.buffer_type = value.type;
            if (value.type == MYSQL_TYPE_LONGLONG) {
                bind.buffer = &value.number;
            } else {
                value.length = value.bytes.size();
                // Only read. A null pointer would bind NULL.
                bind.buffer = const_cast<char*>(value.bytes.empty() ? "" : value.bytes.data());
                bind.buffer_length = value.length;
                bind.length = &value.length;
            }
            binds.push_back(bind);
        }
        if (!binds.empty() && mysql_stmt_bind_param(statement_.get(), binds.data()) != 0)
            raise("bind");
    }

    // RETURNS what mysql_stmt_execute() does, of what was started or is now.
    int executed() {
        if (!std::exchange(was_started_, false)) {
            bind();
            return mysql_stmt_execute(statement_.get());
        }
        while (waits_for_ != 0)
            waits_for_ = mysql_stmt_execute_cont(&failed_, statement_.get(), wait());
        return failed_;
    }

    // RETURNS which of the events the client library asked for came.
    int wait() const {
        MYSQL* connection = statement_->mysql;
        pollfd entry{mysql_get_socket(connection), 0, 0};
        if ((waits_for_ & MYSQL_WAIT_READ) != 0) entry.events |= POLLIN;
        if ((waits_for_ & MYSQL_WAIT_WRITE) != 0) entry.events |= POLLOUT;
        const bool is_limited = (waits_for_ & MYSQL_WAIT_TIMEOUT) != 0;
        const int limit =
            is_limited ? static_cast<int>(mysql_get_timeout_value_ms(connection)) : -1;
        if (::poll(&entry, 1, limit) == 0) return MYSQL_WAIT_TIMEOUT;
        return ((entry.revents & ~POLLOUT) != 0 ? MYSQL_WAIT_READ : 0) |
               ((entry.revents & POLLOUT) != 0 ? MYSQL_WAIT_WRITE : 0);
    }

    Executed send() {
        if (executed() == 0) return Executed::done;
        const unsigned error = mysql_stmt_errno(statement_.get());
        if (error == duplicate_entry) return Executed::unique_violation;
        if (is_in(unfit, error)) return Executed::unfit;
        raise("execute");
    }

    [[noreturn]] void raise(const char* doing) const {
        // What fails between two rows of a stream is told of the connection alone.
        if (mysql_stmt_errno(statement_.get()) == 0) xcapd::raise(doing, statement_->mysql);
        xcapd::raise(doing, mysql_stmt_errno(statement_.get()), mysql_stmt_error(statement_.get()));
    }

    std::unique_ptr<MYSQL_STMT, CloseStatement> statement_;
    PositionalSql sql_;
    std::vector<Value> values_;  // by number; [0] is unused
    std::vector<Column> columns_;
    bool has_rows_ = false;
    bool is_streamed_ = false;
    bool was_started_ = false;
    int waits_for_ = 0;  // MYSQL_WAIT_* of what was started
    int failed_ = 0;
    std::int64_t affected_rows_ = 0;
};

class MysqlConnection final : public SqlConnection {
  public:
    using Handle = std::unique_ptr<MYSQL, CloseConnection>;

    MysqlConnection(Handle connection, std::chrono::milliseconds wait, OpenFor purpose)
        : connection_(std::move(connection)) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
        // Strict: what does not fit is refused, never cut.
        const auto limit = std::to_string(std::max<std::int64_t>(seconds, 1));
        run("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', autocommit = 1, "
            "innodb_lock_wait_timeout = " +
            limit + ", lock_wait_timeout = " + limit);
        if (purpose == OpenFor::reading) run("SET SESSION TRANSACTION READ ONLY");
        // Fewer locks, thus fewer deadlocks; migration wants to see one state throughout.
        if (purpose == OpenFor::serving)
            run("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
    }

    std::unique_ptr<SqlStatement> prepare(const std::string& sql) override {
        return std::make_unique<MysqlStatement>(connection_.get(), sql);
    }

    void run(const std::string& sql) override {
        if (mysql_real_query(connection_.get(), sql.data(), sql.size()) != 0)
            raise("run", connection_.get());
    }

    // Each statement commits itself: that is how CREATE TABLE is here.
    void run_script(const std::string& sql) override {
        mysql_set_server_option(connection_.get(), MYSQL_OPTION_MULTI_STATEMENTS_ON);
        run(sql);
        for (;;) {
            const std::unique_ptr<MYSQL_RES, FreeResult> result(
                mysql_store_result(connection_.get()));
            const int more = mysql_next_result(connection_.get());
            if (more > 0) raise("run a script", connection_.get());
            if (more < 0) break;
        }
        mysql_set_server_option(connection_.get(), MYSQL_OPTION_MULTI_STATEMENTS_OFF);
    }

  private:
    const char* columns_query() const override {
        return "SELECT column_name FROM information_schema.columns WHERE "
               "table_schema = DATABASE() AND table_name = ?1 ORDER BY ordinal_position";
    }

    Handle connection_;
};

// What the URI says of TLS: ssl_mode=disabled|required|verify.
void set_tls(MYSQL* connection, const DatabaseUri& uri) {
    const std::pair<const char*, mysql_option> files[] = {{"ssl_ca", MYSQL_OPT_SSL_CA},
                                                          {"ssl_cert", MYSQL_OPT_SSL_CERT},
                                                          {"ssl_key", MYSQL_OPT_SSL_KEY}};
    for (const auto& [key, option] : files)
        if (const auto file = uri.option(key); !file.empty())
            mysql_optionsv(connection, option, file.c_str());
    const auto mode = uri.option("ssl_mode", "disabled");
    const my_bool enforce = mode == "required" || mode == "verify";
    const my_bool verify = mode == "verify";
    mysql_optionsv(connection, MYSQL_OPT_SSL_ENFORCE, &enforce);
    mysql_optionsv(connection, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
}

MysqlConnection::Handle make_handle(const DatabaseUri& uri, std::chrono::milliseconds wait) {
    MysqlConnection::Handle connection(mysql_init(nullptr));
    if (!connection) throw std::bad_alloc();
    const auto to_connect = static_cast<unsigned>(uri.connect_timeout().count());
    // One second more than the server's own time-outs.
    const auto to_answer =
        static_cast<unsigned>(std::chrono::ceil<std::chrono::seconds>(wait).count() + 1);
    mysql_optionsv(connection.get(), MYSQL_OPT_CONNECT_TIMEOUT, &to_connect);
    mysql_optionsv(connection.get(), MYSQL_OPT_READ_TIMEOUT, &to_answer);
    mysql_optionsv(connection.get(), MYSQL_OPT_WRITE_TIMEOUT, &to_answer);
    mysql_optionsv(connection.get(), MYSQL_OPT_NONBLOCK, nullptr);  // for start(); else it blocks
    mysql_optionsv(connection.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
    set_tls(connection.get(), uri);
    return connection;
}

bool takes_writes(MYSQL* connection) {
    if (mysql_query(connection, "SELECT @@global.read_only") != 0) return false;
    const std::unique_ptr<MYSQL_RES, FreeResult> result(mysql_store_result(connection));
    const char* const* row = result ? mysql_fetch_row(result.get()) : nullptr;
    return row != nullptr && row[0] != nullptr && std::string_view(row[0]) == "0";
}

}  // namespace

std::unique_ptr<SqlConnection> open_mysql(const DatabaseUri& uri, std::chrono::milliseconds wait,
                                          OpenFor purpose) {
    std::vector<DatabaseHost> hosts = uri.hosts;
    if (hosts.empty()) hosts.push_back({"localhost", 0});
    const auto socket = uri.option("unix_socket");
    std::string error;
    MysqlConnection::Handle reader;  // the first host that answers and takes no writes
    for (const auto& host : hosts) {
        auto connection = make_handle(uri, answer_limit(wait, purpose));
        if (mysql_real_connect(
                connection.get(), host.name.c_str(), uri.user.c_str(), uri.password.c_str(),
                uri.name.c_str(), static_cast<unsigned>(host.port),
                socket.empty() ? nullptr : socket.c_str(), CLIENT_FOUND_ROWS) == nullptr) {
            error = mysql_error(connection.get());
        } else if (hosts.size() == 1 || takes_writes(connection.get())) {
            return std::make_unique<MysqlConnection>(std::move(connection), wait, purpose);
        } else if (!reader) {
            reader = std::move(connection);
        }
    }
    if (reader) return std::make_unique<MysqlConnection>(std::move(reader), wait, purpose);
    throw StoreError("MySQL: connect: " + error);
}

}  // namespace xcapd
