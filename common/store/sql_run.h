// How SqlStore runs its statements; for the files it is implemented in.
#pragma once

#include "base/clock.h"
#include "store/outcomes.h"
#include "store/sql_store.h"

namespace xcapd {

// Runs `work` on a prepared statement. A StoreError costs the connection, so that what follows
// starts afresh, unless it was only in another's way.
template <class Work>
auto SqlStore::run(SqlSession& session, Stmt name, Work work) {
    const Stopwatch stopwatch(time_spent_);
    bool was_sent = false;
    try {
        SqlStatement& statement = session.prepared(name);
        was_sent = true;
        const ResetAtExit reset(statement);
        return work(statement);
    } catch (const StoreError& error) {
        if (error.fate() != Fate::repeatable) session.disconnect();
        if (!was_sent && error.fate() == Fate::unknown)
            throw StoreError(error.what(), Fate::repeatable);
        throw;
    }
}

template <class Work>
auto SqlStore::read(SqlSession& session, Stmt name, Work work) {
    try {
        return run(session, name, work);
    } catch (const StoreError& error) {
        if (action_after(error.fate(), false) != Action::repeat) throw;
        return run(session, name, work);
    }
}

}  // namespace xcapd
