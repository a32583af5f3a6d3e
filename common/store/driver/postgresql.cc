#include "store/driver/postgresql.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <deque>

#include "base/ascii.h"
#include "base/clock.h"
#include "store/placeholders.h"
#include "store/store.h"

namespace xcapd {
namespace {

struct CloseConnection {
    void operator()(PGconn* connection) const { PQfinish(connection); }
};
struct ClearResult {
    void operator()(PGresult* result) const { PQclear(result); }
};
using ConnectionPtr = std::unique_ptr<PGconn, CloseConnection>;
using ResultPtr = std::unique_ptr<PGresult, ClearResult>;

// Types whose binary form is not their text (pg_type.dat).
constexpr Oid type_bool = 16;
constexpr Oid type_int8 = 20;
constexpr Oid type_int2 = 21;
constexpr Oid type_int4 = 23;
constexpr Oid type_char = 1042;  // CHAR(n): padded with blanks

constexpr std::chrono::milliseconds grace{500};  // for the server's own time-outs to come first

// libpq's messages have several lines, a log's have one.
std::string one_line(const char* message) {
    std::string line(ascii::trim(message));
    std::replace(line.begin(), line.end(), '\n', ' ');
    return line;
}

[[noreturn]] void raise(const std::string& doing, const char* message, Fate fate) {
    throw StoreError("PostgreSQL: " + doing + ": " + one_line(message), fate);
}

// By the SQLSTATE (PostgreSQL's manual, appendix A). None: libpq itself gave up.
Fate fate_of(std::string_view state) {
    if (state.empty() || state.starts_with("08") || state.starts_with("57P") || state == "40003")
        return Fate::unknown;
    // Prepared on another connection (a pool), or before the table was changed: on a new one again.
    if (state == "26000" || state == "0A000") return Fate::unknown;
    if (state == "25006") return Fate::refused;  // read-only
    const bool was_in_the_way = state == "40001" || state == "40P01" || state == "55P03";
    return was_in_the_way ? Fate::repeatable : Fate::not_done;
}

std::string_view state_of(const PGresult* result) {
    const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    return state == nullptr ? std::string_view() : state;
}

// Waits for the socket. RETURNS false when the deadline is over.
bool wait_for(PGconn* connection, short events, SteadyClock::time_point deadline) {
    pollfd entry{PQsocket(connection), events, 0};
    for (;;) {
        const auto left = std::chrono::ceil<milliseconds>(deadline - SteadyClock::now());
        if (left.count() <= 0) return false;
        if (::poll(&entry, 1, static_cast<int>(left.count())) > 0) return true;
    }
}

// A connection whose answers are waited for until a deadline.
class Link {
  public:
    Link(ConnectionPtr connection, std::chrono::milliseconds wait)
        : connection_(std::move(connection)), wait_(wait) {}

    PGconn* get() const { return connection_.get(); }

    /// The answer to what was just sent. `sent`: what the PQsend function returned.
    ResultPtr answer(int sent, const std::string& doing) {
        finish_sending(sent, doing);
        ResultPtr last;
        while (auto next = next_result(doing))
            // Of a script the first failure counts.
            if (!last || !has_failed(last.get())) last = std::move(next);
        if (!last) raise(doing, PQerrorMessage(get()), Fate::unknown);
        return last;
    }

    void finish_sending(int sent, const std::string& doing) {
        if (sent == 0) raise(doing, PQerrorMessage(get()), Fate::unknown);
        deadline_ = SteadyClock::now() + wait_ + grace;
        flush(doing);
    }

    /// The next part of the answer, of a streamed query a row; nullptr behind the last.
    ResultPtr next_result(const std::string& doing) {
        while (PQisBusy(get()) != 0) {
            if (!wait_for(get(), POLLIN, deadline_))
                raise(doing, "no answer in time", Fate::unknown);
            if (PQconsumeInput(get()) == 0) raise(doing, PQerrorMessage(get()), Fate::unknown);
        }
        return ResultPtr(PQgetResult(get()));
    }

    static bool has_failed(const PGresult* result) {
        const auto status = PQresultStatus(result);
        return status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK &&
               status != PGRES_SINGLE_TUPLE;
    }
    static void check(const PGresult* result, const std::string& doing) {
        if (has_failed(result))
            raise(doing, PQresultErrorMessage(result), fate_of(state_of(result)));
    }

    void run(const std::string& sql, const std::string& doing) {
        check(answer(PQsendQuery(get(), sql.c_str()), doing).get(), doing);
    }

    std::string next_name() { return "s" + std::to_string(++names_); }

  private:
    void flush(const std::string& doing) {
        for (int left = PQflush(get()); left != 0; left = PQflush(get())) {
            if (left < 0) raise(doing, PQerrorMessage(get()), Fate::unknown);
            if (!wait_for(get(), POLLIN | POLLOUT, deadline_))
                raise(doing, "the server takes nothing", Fate::unknown);
            if (PQconsumeInput(get()) == 0) raise(doing, PQerrorMessage(get()), Fate::unknown);
        }
    }

    ConnectionPtr connection_;
    std::chrono::milliseconds wait_;
    SteadyClock::time_point deadline_;  // of the answer
    int names_ = 0;
};

// Big-endian, as in the binary format.
std::int64_t integer(std::string_view bytes) {
    std::uint64_t number = !bytes.empty() && (bytes[0] & 0x80) != 0 ? ~std::uint64_t{0} : 0;
    for (const char c : bytes) number = number << 8 | static_cast<unsigned char>(c);
    return static_cast<std::int64_t>(number);
}

class PostgresqlStatement final : public SqlStatement {
  public:
    PostgresqlStatement(Link& link, const std::string& sql) : link_(link), name_(link.next_name()) {
        Link::check(link_
                        .answer(PQsendPrepare(link_.get(), name_.c_str(), with_dollars(sql).c_str(),
                                              0, nullptr),
                                "prepare")
                        .get(),
                    "prepare");
    }

    void bind_text(int parameter, std::string_view text) override { bind(parameter, text, 1); }
    void bind_blob(int parameter, std::string_view bytes) override { bind(parameter, bytes, 1); }
    void bind_number(int parameter, std::int64_t number) override {
        // As text, since the column decides how wide it is.
        const auto index = static_cast<std::size_t>(parameter - 1);
        if (numbers_.size() <= index) numbers_.resize(index + 1);
        numbers_[index] = std::to_string(number);
        bind(parameter, numbers_[index], 0);
    }

    Executed execute() override {
        send();
        if (state_of(result_.get()) == "23505") return Executed::unique_violation;
        if (is_unfit()) return Executed::unfit;
        Link::check(result_.get(), "write");
        affected_rows_ = std::strtoll(PQcmdTuples(result_.get()), nullptr, 10);
        return Executed::done;
    }
    std::int64_t affected_rows() const override { return affected_rows_; }

    void start() override {
        sent_ = send_only();
        was_started_ = true;
    }

    void stream() override {
        link_.finish_sending(send_only(), "execute");
        PQsetSingleRowMode(link_.get());
        is_streamed_ = true;
    }

    bool next() override {
        if (is_streamed_) return next_streamed();
        if (!result_) {
            send();
            row_ = -1;
            // What a column cannot hold is not in it.
            if (!is_unfit()) Link::check(result_.get(), "read");
        }
        return ++row_ < PQntuples(result_.get());
    }

    std::string column(int index) const override {
        if (is_null(index)) return {};
        std::string_view bytes(PQgetvalue(result_.get(), row_, index),
                               static_cast<std::size_t>(PQgetlength(result_.get(), row_, index)));
        switch (PQftype(result_.get(), index)) {
            case type_int2:
            case type_int4:
            case type_int8: return std::to_string(integer(bytes));
            case type_bool: return bytes == std::string_view("\1", 1) ? "1" : "0";
            case type_char:
                while (bytes.ends_with(' ')) bytes.remove_suffix(1);
                break;
            default: break;
        }
        return std::string(bytes);
    }
    bool is_null(int index) const override { return PQgetisnull(result_.get(), row_, index) != 0; }

    void reset() override {
        end_stream();
        result_.reset();
    }

  private:
    // Behind the rows comes an answer without one, then nothing.
    void end_stream() {
        if (!is_streamed_) return;
        while (link_.next_result("read")) continue;
        is_streamed_ = false;
    }

    bool next_streamed() {
        row_ = 0;
        result_ = link_.next_result("read");
        if (result_) Link::check(result_.get(), "read");
        if (result_ && PQntuples(result_.get()) > 0) return true;
        end_stream();
        return false;
    }

    // Too long, out of range, not in the database's encoding.
    bool is_unfit() const {
        const auto state = state_of(result_.get());
        return state == "22001" || state == "22003" || state == "22P05";
    }

    void bind(int parameter, std::string_view value, int format) {
        const auto index = static_cast<std::size_t>(parameter - 1);
        if (values_.size() <= index) {
            values_.resize(index + 1);
            lengths_.resize(index + 1);
            formats_.resize(index + 1);
        }
        values_[index] = value.empty() ? "" : value.data();  // nullptr would be NULL
        lengths_[index] = static_cast<int>(value.size());
        formats_[index] = format;
    }

    int send_only() {
        constexpr int binary = 1;
        return PQsendQueryPrepared(link_.get(), name_.c_str(), static_cast<int>(values_.size()),
                                   values_.data(), lengths_.data(), formats_.data(), binary);
    }
    void send() {
        const int sent = was_started_ ? sent_ : send_only();
        was_started_ = false;
        result_ = link_.answer(sent, "execute");
    }

    Link& link_;
    std::string name_;
    std::vector<const char*> values_;
    std::vector<int> lengths_;
    std::vector<int> formats_;         // 1: binary, which for text is the text itself
    std::deque<std::string> numbers_;  // stay where they are when it grows
    ResultPtr result_;
    int row_ = -1;
    bool was_started_ = false;
    bool is_streamed_ = false;  // and not at its end
    int sent_ = 0;              // of what was started
    std::int64_t affected_rows_ = 0;
};

class PostgresqlConnection final : public SqlConnection {
  public:
    PostgresqlConnection(Link link, std::chrono::milliseconds wait, OpenFor purpose)
        : link_(std::move(link)) {
        const auto limit = std::to_string(wait.count());
        link_.run(
            "SET client_min_messages = warning; SET standard_conforming_strings = on; "
            "SET statement_timeout = " +
                (purpose == OpenFor::serving ? limit : "0") + "; SET lock_timeout = " + limit +
                "; SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED",
            "begin the session");
        if (purpose == OpenFor::reading)
            link_.run("SET default_transaction_read_only = on", "begin the session");
    }

    std::unique_ptr<SqlStatement> prepare(const std::string& sql) override {
        return std::make_unique<PostgresqlStatement>(link_, sql);
    }

    void run(const std::string& sql) override { link_.run(sql, "run"); }

    void run_script(const std::string& sql) override {
        // Several statements in one query are one transaction.
        link_.run("SET LOCAL statement_timeout = 0; " + sql, "run a script");
    }

  private:
    const char* columns_query() const override {
        return "SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass(?1::text) "
               "AND attnum > 0 AND NOT attisdropped ORDER BY attnum";
    }

    Link link_;
};

// To one host, or why not.
ConnectionPtr connect(const DatabaseUri& uri, const DatabaseHost& host, const char* session,
                      std::chrono::milliseconds wait, std::string& error) {
    std::vector<std::pair<const char*, std::string>> parameters = {
        {"host", host.name},
        {"port", host.port == 0 ? "" : std::to_string(host.port)},
        {"user", uri.user},
        {"password", uri.password},
        {"dbname", uri.name},
        {"client_encoding", "UTF8"},
        {"application_name", "xcapd"},
        {"target_session_attrs", session},
        {"tcp_user_timeout", std::to_string((wait + grace).count())}};
    // Unasked, libpq looks for a certificate in the home of whoever started xcapd, which its own
    // user may not read; of a file that cannot be there it thinks nothing.
    if (uri.option("sslcert").empty()) parameters.emplace_back("sslcert", "/dev/null/none");
    for (const auto& [key, value] : uri.options)
        if (key != "host" && key != "connect_timeout") parameters.emplace_back(key.c_str(), value);
    std::vector<const char*> keys;
    std::vector<const char*> values;
    for (const auto& [key, value] : parameters) {
        if (value.empty()) continue;
        keys.push_back(key);
        values.push_back(value.c_str());
    }
    keys.push_back(nullptr);
    values.push_back(nullptr);
    ConnectionPtr connection(PQconnectStartParams(keys.data(), values.data(), 0));
    if (!connection) throw std::bad_alloc();
    const auto deadline = SteadyClock::now() + uri.connect_timeout();
    auto state =
        PQstatus(connection.get()) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
    while (state == PGRES_POLLING_READING || state == PGRES_POLLING_WRITING) {
        if (!wait_for(connection.get(), state == PGRES_POLLING_READING ? POLLIN : POLLOUT,
                      deadline)) {
            error = host.name + ": no connection in time";
            return nullptr;
        }
        state = PQconnectPoll(connection.get());
    }
    if (state == PGRES_POLLING_OK && PQsetnonblocking(connection.get(), 1) == 0) return connection;
    error = one_line(PQerrorMessage(connection.get()));
    return nullptr;
}

}  // namespace

std::unique_ptr<SqlConnection> open_postgresql(const DatabaseUri& uri,
                                               std::chrono::milliseconds wait, OpenFor purpose) {
    std::vector<DatabaseHost> hosts = uri.hosts;
    // A directory cannot stand before the slash: ?host=/run/postgresql
    if (hosts.empty()) hosts.push_back({uri.option("host"), 0});
    std::string error;
    std::vector<const char*> sessions = {"any"};
    if (hosts.size() > 1) sessions.insert(sessions.begin(), "read-write");
    for (const char* session : sessions)
        for (const auto& host : hosts)
            if (auto connection = connect(uri, host, session, wait, error))
                return std::make_unique<PostgresqlConnection>(
                    Link(std::move(connection), answer_limit(wait, purpose)), wait, purpose);
    throw StoreError("PostgreSQL: connect: " + error);
}

}  // namespace xcapd
