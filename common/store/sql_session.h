// A connection in use: opened when it is needed, with its statements, and the transactions on it.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "config/config.h"
#include "store/sql_driver.h"
#include "store/sql_statements.h"
#include "store/store.h"

namespace xcapd {

/// Binds the four columns of a key from parameter `first` on; RETURNS the next parameter.
int bind_key(SqlStatement& statement, int first, const DocumentKey& key);

/// Frees a statement's rows and locks however its use ends.
class ResetAtExit {
  public:
    explicit ResetAtExit(SqlStatement& statement) : statement_(statement) {}
    ResetAtExit(const ResetAtExit&) = delete;
    ResetAtExit& operator=(const ResetAtExit&) = delete;
    ~ResetAtExit() { statement_.reset(); }

  private:
    SqlStatement& statement_;
};

/// One connection with its statements, prepared at their first use; gone after a StoreError.
class SqlSession {
  public:
    SqlSession(std::string uri, const Config& config) : uri_(std::move(uri)), config_(config) {}

    /// Connects when not connected, to tables that can serve. THROWS StoreError.
    SqlStatement& prepared(Stmt name);
    /// What the database has; connects when not connected.
    const DatabaseFacts& facts();
    void disconnect();
    /// One transaction. RETURNS what `work` does, which is undone unless it is Commit::done. Behind
    /// a StoreError nothing of it stays, if its fate is Fate::repeatable the connection neither is
    /// in a transaction. REQUIRES: connected.
    Commit transact(const std::function<Commit()>& work);

  private:
    void connect();
    void roll_back();

    std::string uri_;
    const Config& config_;
    std::unique_ptr<SqlConnection> connection_;
    DatabaseFacts facts_;
    std::array<std::unique_ptr<SqlStatement>, static_cast<std::size_t>(Stmt::count)> statements_;
};

}  // namespace xcapd
