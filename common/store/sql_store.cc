#include "store/sql_store.h"

#include <cstdlib>
#include <utility>

#include "base/clock.h"
#include "store/schema.h"

namespace xcapd {
namespace {

// Binds the four columns of a key from parameter `first` on; RETURNS the next parameter.
int bind_key(SqlStatement& statement, int first, const DocumentKey& key) {
    statement.bind_text(first, key.username);
    statement.bind_text(first + 1, key.domain);
    statement.bind_number(first + 2, key.doc_type);
    statement.bind_text(first + 3, key.doc_uri);
    return first + 4;
}

// Frees a statement's rows and locks however its use ends.
class ResetAtExit {
  public:
    explicit ResetAtExit(SqlStatement& statement) : statement_(statement) {}
    ResetAtExit(const ResetAtExit&) = delete;
    ResetAtExit& operator=(const ResetAtExit&) = delete;
    ~ResetAtExit() { statement_.reset(); }

  private:
    SqlStatement& statement_;
};

Stmt statement_for(const Change& change) {
    if (!change.bytes) return Stmt::delete_document;
    return change.expected_etag ? Stmt::update_document : Stmt::insert_document;
}

}  // namespace

SqlStatement& SqlSession::prepared(Stmt name) {
    if (!connection_) connect();
    auto& slot = statements_[static_cast<std::size_t>(name)];
    if (!slot) slot = connection_->prepare(statement(name, config_, facts_));
    return *slot;
}

const DatabaseFacts& SqlSession::facts() {
    if (!connection_) connect();
    return facts_;
}

void SqlSession::connect() {
    connection_ = open_connection(uri_, std::chrono::milliseconds(config_.write_timeout));
    try {
        ensure_schema(*connection_, uri_, config_);
        if (uri_ == config_.authentication_db_uri)
            facts_.subscriber_columns = connection_->columns_of(config_.subscriber_table);
        facts_.has_watchers = !connection_->columns_of("watchers").empty();
        facts_.has_active_watchers = !connection_->columns_of("active_watchers").empty();
    } catch (...) {
        connection_.reset();
        throw;
    }
}

void SqlSession::disconnect() {
    for (auto& statement : statements_) statement.reset();
    connection_.reset();
}

SqlStore::SqlStore(const Config& config, std::shared_ptr<WriteTurns> turns)
    : config_(config),
      storage_(config_.storage_db_uri, config_),
      authentication_(config_.authentication_db_uri == config_.storage_db_uri
                          ? nullptr
                          : std::make_unique<SqlSession>(config_.authentication_db_uri, config_)),
      turns_(has_one_writer(config_.storage_db_uri) ? std::move(turns) : nullptr) {}

// Runs `work` on a prepared statement; a StoreError costs the connection, so that the next
// request starts afresh.
template <class Work>
auto SqlStore::run(SqlSession& session, Stmt name, Work work) {
    const Stopwatch stopwatch(time_spent_);
    try {
        SqlStatement& statement = session.prepared(name);
        const ResetAtExit reset(statement);
        return work(statement);
    } catch (const StoreError&) {
        session.disconnect();
        throw;
    }
}

std::optional<Credentials> SqlStore::find_credentials(const std::string& username,
                                                      const std::string& domain) {
    return run(authentication_ ? *authentication_ : storage_, Stmt::find_credentials,
               [&](SqlStatement& statement) -> std::optional<Credentials> {
                   statement.bind_text(1, username);
                   statement.bind_text(2, domain);
                   if (!statement.next()) return std::nullopt;
                   std::optional<Credentials> found({statement.column(0), statement.column(1),
                                                     statement.column(2), statement.column(3),
                                                     statement.column(4)});
                   if (statement.column(5) != "1") found.reset();
                   return found;
               });
}

std::optional<StoredDocument> SqlStore::find_document(const DocumentKey& key) {
    return run(storage_, Stmt::find_document,
               [&](SqlStatement& statement) -> std::optional<StoredDocument> {
                   bind_key(statement, 1, key);
                   if (!statement.next()) return std::nullopt;
                   return StoredDocument{statement.column(0), statement.column(1)};
               });
}

std::optional<std::string> SqlStore::find_etag(const DocumentKey& key) {
    return run(storage_, Stmt::find_etag,
               [&](SqlStatement& statement) -> std::optional<std::string> {
                   bind_key(statement, 1, key);
                   if (!statement.next()) return std::nullopt;
                   return statement.column(0);
               });
}

Commit SqlStore::commit(const Change& change) {
    return run(storage_, statement_for(change), [&](SqlStatement& statement) {
        const WriteTurns::Turn turn(held_turn_ ? nullptr : turns_.get(), turn_deadline());
        if (!change.bytes) {
            statement.bind_text(bind_key(statement, 1, change.key), *change.expected_etag);
        } else if (change.expected_etag) {
            statement.bind_blob(1, *change.bytes);
            statement.bind_text(2, change.new_etag);
            statement.bind_text(bind_key(statement, 3, change.key), *change.expected_etag);
        } else {
            const int next = bind_key(statement, 1, change.key);
            statement.bind_blob(next, *change.bytes);
            statement.bind_text(next + 1, change.new_etag);
        }
        const bool written = statement.execute() == Executed::done && statement.affected_rows() > 0;
        return written ? Commit::done : Commit::conflict;
    });
}

bool SqlStore::hold_turn() {
    if (!turns_) return false;
    const Stopwatch stopwatch(time_spent_);
    if (!held_turn_) held_turn_.emplace(turns_.get(), turn_deadline());
    return true;
}

SteadyClock::time_point SqlStore::turn_deadline() const {
    return SteadyClock::now() + milliseconds(config_.write_timeout);
}

std::vector<Watcher> SqlStore::find_watchers(const std::string& presentity_uri) {
    if (!storage_.facts().has_watchers) return {};
    return run(storage_, Stmt::find_watchers, [&](SqlStatement& statement) {
        statement.bind_text(1, presentity_uri);
        std::vector<Watcher> watchers;
        while (statement.next())
            watchers.push_back({statement.column(0), statement.column(1),
                                std::atoi(statement.column(2).c_str()),
                                statement.column(3) == "1"});
        return watchers;
    });
}

std::chrono::microseconds SqlStore::take_time_spent() {
    return std::exchange(time_spent_, microseconds{0});
}

std::unique_ptr<Store> open_store(const Config& config, std::shared_ptr<WriteTurns> turns) {
    return std::make_unique<SqlStore>(config, std::move(turns));
}

}  // namespace xcapd
