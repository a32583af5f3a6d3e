#include "store/document_write.h"

#include <set>

namespace xcapd {
namespace {

// PostgreSQL writes both in one statement.
bool takes_notice(const Change& change, Dialect dialect) {
    return change.notice && dialect == Dialect::postgresql;
}

Commit run_document(SqlStatement& statement, const Change& change, bool with_notice) {
    int next = 1;
    if (change.bytes && change.expected_etag) {
        statement.bind_blob(1, *change.bytes);
        statement.bind_text(2, change.new_etag);
        next = 3;
    }
    next = bind_key(statement, next, change.key);
    if (change.expected_etag) {
        statement.bind_text(next++, *change.expected_etag);
    } else if (change.bytes) {
        statement.bind_blob(next++, *change.bytes);
        statement.bind_text(next++, change.new_etag);
    }
    if (with_notice) statement.bind_blob(next, *change.notice);
    const auto executed = statement.execute();
    if (executed == Executed::unfit) return Commit::unfit;
    const bool written = executed == Executed::done && statement.affected_rows() > 0;
    return written ? Commit::done : Commit::conflict;
}

void append_notice(SqlSession& session, const Change& change) {
    SqlStatement& statement = session.prepared(Stmt::insert_notice);
    const ResetAtExit reset(statement);
    const int next = bind_key(statement, 1, change.key);
    const std::string_view nothing;
    statement.bind_text(next, change.expected_etag ? *change.expected_etag : nothing);
    statement.bind_text(next + 1, change.bytes ? change.new_etag : nothing);
    statement.bind_blob(next + 2, *change.notice);
    if (statement.execute() != Executed::done) throw StoreError("a notice does not fit");
}

}  // namespace

Commit own_service_uris(SqlSession& session, const DocumentKey& key,
                        const std::vector<std::string>& wanted) {
    const std::set<std::string> asked(wanted.begin(), wanted.end());
    std::set<std::string> owned;
    {
        SqlStatement& statement = session.prepared(Stmt::find_service_uris);
        const ResetAtExit reset(statement);
        bind_key(statement, 1, key);
        while (statement.next()) owned.insert(statement.column(0));
    }
    const auto run = [&](Stmt name, const std::string& uri) {
        SqlStatement& statement = session.prepared(name);
        const ResetAtExit reset(statement);
        statement.bind_text(bind_key(statement, 1, key), uri);
        return statement.execute();
    };
    for (const auto& uri : owned)
        if (asked.count(uri) == 0) run(Stmt::delete_service_uri, uri);
    for (const auto& uri : asked) {
        if (owned.count(uri) != 0) continue;
        const auto executed = run(Stmt::insert_service_uri, uri);
        if (executed == Executed::unfit) return Commit::unfit;
        if (executed == Executed::unique_violation) return Commit::taken;
    }
    return Commit::done;
}

Stmt statement_for(const Change& change, Dialect dialect) {
    const bool with_notice = takes_notice(change, dialect);
    if (!change.bytes)
        return with_notice ? Stmt::delete_document_with_notice : Stmt::delete_document;
    if (change.expected_etag)
        return with_notice ? Stmt::update_document_with_notice : Stmt::update_document;
    return with_notice ? Stmt::insert_document_with_notice : Stmt::insert_document;
}

Commit write_document(SqlSession& session, SqlStatement& statement, const Change& change,
                      Dialect dialect) {
    const bool with_notice = takes_notice(change, dialect);
    const bool needs_notice = change.notice && !with_notice;
    const bool owns_uris = change.service_uris && session.facts().has_service_uris;
    if (!needs_notice && !owns_uris) return run_document(statement, change, with_notice);
    // Prepared before the transaction, which is short then.
    if (needs_notice) session.prepared(Stmt::insert_notice);
    if (owns_uris) session.prepared(Stmt::find_service_uris);
    return session.transact([&] {
        auto outcome = run_document(statement, change, with_notice);
        if (outcome == Commit::done && owns_uris)
            outcome = own_service_uris(session, change.key, *change.service_uris);
        if (outcome == Commit::done && needs_notice) append_notice(session, change);
        return outcome;
    });
}

}  // namespace xcapd
