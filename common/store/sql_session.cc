#include "store/sql_session.h"

#include "store/fitness.h"
#include "store/schema.h"

namespace xcapd {

int bind_key(SqlStatement& statement, int first, const DocumentKey& key) {
    statement.bind_text(first, key.username);
    statement.bind_text(first + 1, key.domain);
    statement.bind_number(first + 2, key.doc_type);
    statement.bind_text(first + 3, key.doc_uri);
    return first + 4;
}

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
        facts_.dialect = dialect_of(uri_);
        ensure_schema(*connection_, uri_, config_, Missing::refuse_on_servers);
        // Looked at when xcapd started, if the database was there; but that may be another now.
        const auto fitness = fitness_of(*connection_, uri_, config_);
        if (!fitness.refusals.empty()) throw StoreError(fitness.refusals.front());
        if (uri_ == config_.authentication_db_uri)
            facts_.subscriber_columns = connection_->columns_of(config_.subscriber_table);
        facts_.has_watchers = !connection_->columns_of("watchers").empty();
        facts_.has_active_watchers = !connection_->columns_of("active_watchers").empty();
        facts_.has_service_uris = !connection_->columns_of("xcapd_service_uris").empty();
    } catch (...) {
        connection_.reset();
        throw;
    }
}

void SqlSession::disconnect() {
    for (auto& statement : statements_) statement.reset();
    connection_.reset();
}

Commit SqlSession::transact(const std::function<Commit()>& work) {
    connection_->begin();
    Commit outcome = Commit::conflict;
    try {
        outcome = work();
        if (outcome == Commit::done) connection_->run("COMMIT");
    } catch (const StoreError& error) {
        // Behind any other error the connection is given up, and the database undoes it.
        if (error.fate() == Fate::repeatable) roll_back();
        throw;
    }
    if (outcome != Commit::done) roll_back();
    return outcome;
}

void SqlSession::roll_back() {
    try {
        connection_->run("ROLLBACK");
    } catch (const StoreError& error) {
        throw StoreError(error.what(), Fate::unknown);  // which costs the connection
    }
}

}  // namespace xcapd
