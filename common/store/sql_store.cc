#include "store/sql_store.h"

#include <functional>
#include <thread>
#include <utility>

#include "base/clock.h"
#include "base/utf8.h"
#include "store/document_write.h"
#include "store/outcomes.h"
#include "store/sql_run.h"

namespace xcapd {
namespace {

int bind_query(SqlStatement& statement, int first, const DocumentQuery& query) {
    const int next = bind_key(statement, first, query.key);
    // A tag may hold any octets (RFC 9110 8.8.3), a text of a database may not.
    statement.bind_text(next, is_utf8(query.without_bytes) ? std::string_view(query.without_bytes)
                                                           : std::string_view());
    return next + 1;
}

constexpr int account_columns = 6;

// Whom a client claims to be. What no account can be called is asked for all the same, so that the
// refusal takes its time.
class Account {
  public:
    Account(const std::string& username, const std::string& domain, Dialect dialect)
        : username_(username),
          domain_(domain),
          is_possible_(can_hold(dialect, username) && can_hold(dialect, domain)) {}

    void bind(SqlStatement& statement) const {
        statement.bind_text(1, is_possible_ ? username_ : std::string_view());
        statement.bind_text(2, is_possible_ ? domain_ : std::string_view());
    }

    // Of a row whose first columns are an account's; the last of them tells whether it is this one.
    std::optional<Credentials> credentials_of(const SqlStatement& row) const {
        if (!is_possible_ || row.column(account_columns - 1) != "1") return std::nullopt;
        return Credentials{row.column(0), row.column(1), row.column(2), row.column(3),
                           row.column(4)};
    }

  private:
    std::string_view username_;
    std::string_view domain_;
    bool is_possible_;
};

// Of a row whose columns from `first` on are a document's, or NULL.
std::optional<FoundDocument> document_of(const SqlStatement& row, int first) {
    if (row.is_null(first)) return std::nullopt;
    FoundDocument found{row.column(first), std::nullopt};
    if (!row.is_null(first + 1)) found.bytes = row.column(first + 1);
    return found;
}

StoreError cannot_be_told(const std::string& what) {
    return StoreError(what +
                      "; another write followed, so that it cannot be told whether this one was "
                      "done");
}

}  // namespace

SqlStore::SqlStore(const Config& config, std::shared_ptr<WriteTurns> turns)
    : config_(config),
      storage_(config_.storage_db_uri, config_),
      authentication_(config_.authentication_db_uri == config_.storage_db_uri
                          ? nullptr
                          : std::make_unique<SqlSession>(config_.authentication_db_uri, config_)),
      dialect_(dialect_of(config_.storage_db_uri)),
      accounts_dialect_(dialect_of(config_.authentication_db_uri)),
      turns_(std::move(turns)) {}

std::optional<Credentials> SqlStore::find_credentials(const std::string& username,
                                                      const std::string& domain) {
    if (expected_ && !authentication_) return find_credentials_and_expected(username, domain);
    SqlStatement* asked = expected_ ? ask_for_expected() : nullptr;
    const Account account(username, domain, accounts_dialect_);
    try {
        auto credentials =
            read(authentication_ ? *authentication_ : storage_, Stmt::find_credentials,
                 [&](SqlStatement& statement) -> std::optional<Credentials> {
                     account.bind(statement);
                     if (!statement.next()) return std::nullopt;
                     return account.credentials_of(statement);
                 });
        if (asked != nullptr) take_expected(*asked);
        return credentials;
    } catch (...) {
        if (asked != nullptr) storage_.disconnect();
        throw;
    }
}

// The database of documents works on what is expected while that of accounts is asked. Nothing
// comes of it if that fails: find() will ask again.
SqlStatement* SqlStore::ask_for_expected() {
    const Stopwatch stopwatch(time_spent_);
    try {
        SqlStatement& statement = storage_.prepared(Stmt::find_document);
        bind_query(statement, 1, *expected_);
        statement.start();
        return &statement;
    } catch (const StoreError&) {
        storage_.disconnect();
        return nullptr;
    }
}

void SqlStore::take_expected(SqlStatement& asked) {
    const Stopwatch stopwatch(time_spent_);
    try {
        const ResetAtExit reset(asked);
        std::optional<FoundDocument> found;
        if (asked.next()) found = document_of(asked, 0);
        arrived_.emplace(Arrived{*std::exchange(expected_, std::nullopt), std::move(found)});
        return;
    } catch (const StoreError&) {
        expected_.reset();
    }
    storage_.disconnect();
}

std::optional<Credentials> SqlStore::find_credentials_and_expected(const std::string& username,
                                                                   const std::string& domain) {
    const Account account(username, domain, dialect_);
    bool has_answer = true;
    auto credentials = read(storage_, Stmt::find_credentials_and_document,
                            [&](SqlStatement& statement) -> std::optional<Credentials> {
                                account.bind(statement);
                                bind_query(statement, 3, *expected_);
                                has_answer = statement.next();
                                if (!has_answer) return std::nullopt;
                                arrived_.emplace(Arrived{*std::exchange(expected_, std::nullopt),
                                                         document_of(statement, account_columns)});
                                return account.credentials_of(statement);
                            });
    if (has_answer) return credentials;
    // The name of the document may be what the database cannot hold.
    expected_.reset();
    return find_credentials(username, domain);
}

std::optional<FoundDocument> SqlStore::find(const DocumentQuery& query) {
    expected_.reset();
    // Once: who asks again wants to know what became of it.
    if (auto arrived = std::exchange(arrived_, std::nullopt); arrived && arrived->query == query)
        return std::move(arrived->found);
    if (!fits(query.key)) return std::nullopt;
    return read(storage_, Stmt::find_document,
                [&](SqlStatement& statement) -> std::optional<FoundDocument> {
                    bind_query(statement, 1, query);
                    if (!statement.next()) return std::nullopt;
                    return document_of(statement, 0);
                });
}

void SqlStore::expect(DocumentQuery query) {
    expect_nothing();
    if (fits(query.key)) expected_ = std::move(query);
}

void SqlStore::expect_nothing() noexcept {
    expected_.reset();
    arrived_.reset();
}

Commit SqlStore::commit(const Change& change) {
    if (!fits(change.key)) return change.expected_etag ? Commit::conflict : Commit::unfit;
    lane_ = lane_of(change.key);
    const auto deadline = turn_deadline();
    bool was_refused = false;
    bool was_lost = false;  // an earlier attempt may be under way yet
    for (;;) {
        try {
            const auto outcome = attempt(change);
            if (outcome == Commit::done) phantoms_ = 0;
            if (outcome != Commit::conflict) return outcome;
            return explain_conflict(change, was_lost);
        } catch (const StoreError& error) {
            const auto action = action_after(error.fate(), true);
            if (action == Action::give_up || SteadyClock::now() >= deadline) throw;
            if (action == Action::repeat_once && std::exchange(was_refused, true)) throw;
            if (action == Action::read_back) {
                was_lost = true;
                const auto state = state_of(change, read_back(change.key, deadline));
                if (state == WriteState::done) return Commit::done;
                if (state == WriteState::unknown) throw cannot_be_told(error.what());
            }
        }
    }
}

Commit SqlStore::attempt(const Change& change) {
    return run(storage_, statement_for(change, dialect_), [&](SqlStatement& statement) {
        const WriteTurns::Turn turn(held_turn_ ? nullptr : turns_.get(), lane_, turn_deadline());
        return write_document(storage_, statement, change, dialect_);
    });
}

// Not only another writer makes a write affect nothing.
Commit SqlStore::explain_conflict(const Change& change, bool was_lost) {
    if (was_lost) {
        // The attempt that was lost may have come after all, and others behind it.
        if (state_of(change, find_etag(change.key)) == WriteState::done) return Commit::done;
        throw cannot_be_told("a repeated write changed nothing");
    }
    if (change.expected_etag) return Commit::conflict;
    if (find_etag(change.key)) {
        phantoms_ = 0;
        return Commit::conflict;
    }
    // In the way stands a document that is not there: the collation takes another for this one.
    // Once may be one that was deleted since.
    constexpr int proof = 3;
    if (++phantoms_ < proof) return Commit::conflict;
    phantoms_ = 0;
    return Commit::unfit;
}

// The tag that is stored, from a server that may have to come back first.
std::optional<std::string> SqlStore::read_back(const DocumentKey& key,
                                               SteadyClock::time_point deadline) {
    for (;;) {
        try {
            return find_etag(key);
        } catch (const StoreError&) {
            if (SteadyClock::now() >= deadline) throw;
        }
        std::this_thread::sleep_for(milliseconds(50));
    }
}

bool SqlStore::fits(const DocumentKey& key) const {
    return can_hold(dialect_, key.username) && can_hold(dialect_, key.domain) &&
           can_hold(dialect_, key.doc_uri);
}

std::size_t SqlStore::lane_of(const DocumentKey& key) const {
    if (dialect_ == Dialect::sqlite) return 0;
    return std::hash<std::string>()(key.username + '\0' + key.domain + '\0' + key.doc_uri +
                                    std::to_string(key.doc_type));
}

bool SqlStore::hold_turn() {
    if (!turns_) return false;
    const Stopwatch stopwatch(time_spent_);
    if (!held_turn_) held_turn_.emplace(turns_.get(), lane_, turn_deadline());
    return true;
}

SteadyClock::time_point SqlStore::turn_deadline() const {
    return SteadyClock::now() + milliseconds(config_.write_timeout);
}

std::chrono::microseconds SqlStore::take_time_spent() {
    return std::exchange(time_spent_, microseconds{0});
}

std::unique_ptr<Store> open_store(const Config& config, std::shared_ptr<WriteTurns> turns) {
    return std::make_unique<SqlStore>(config, std::move(turns));
}

}  // namespace xcapd
