// What SqlStore tells of more than one document, and of what lies beside them.
#include <algorithm>
#include <cstdlib>

#include "base/utf8.h"
#include "store/document_write.h"
#include "store/sql_run.h"

namespace xcapd {
namespace {

std::int64_t number_in(const SqlStatement& row, int column) {
    return std::atoll(row.column(column).c_str());
}

}  // namespace

std::vector<std::string> SqlStore::taken_uris(const DocumentKey& key,
                                              const std::vector<std::string>& uris) {
    std::vector<std::string> taken;
    if (!storage_.facts().has_service_uris) return taken;
    for (const auto& uri : uris)
        if (can_hold(dialect_, uri) &&
            read(storage_, Stmt::find_other_owner, [&](SqlStatement& statement) {
                statement.bind_text(bind_key(statement, 1, key), uri);
                return statement.next();
            }))
            taken.push_back(uri);
    return taken;
}

std::vector<std::string> SqlStore::owned_uris(const DocumentKey& key) {
    if (!fits(key) || !storage_.facts().has_service_uris) return {};
    return read(storage_, Stmt::find_service_uris, [&](SqlStatement& statement) {
        bind_key(statement, 1, key);
        std::vector<std::string> uris;
        while (statement.next()) uris.push_back(statement.column(0));
        return uris;
    });
}

std::vector<DocumentKey> SqlStore::owners_of_uris() {
    return read(storage_, Stmt::list_uri_owners, [&](SqlStatement& statement) {
        std::vector<DocumentKey> owners;
        while (statement.next())
            owners.push_back({statement.column(0), statement.column(1),
                              static_cast<int>(number_in(statement, 2)), statement.column(3)});
        return owners;
    });
}

std::vector<std::string> SqlStore::claim_uris(const DocumentKey& key,
                                              const std::vector<std::string>& uris) {
    // Asked for first, since a statement that fails ends PostgreSQL's transaction; again where
    // somebody else takes one in between.
    for (int attempt = 0; attempt < 3; ++attempt) {
        auto refused = taken_uris(key, uris);
        std::vector<std::string> wanted;
        for (const auto& uri : uris) {
            if (std::find(refused.begin(), refused.end(), uri) != refused.end()) continue;
            const bool is_fit = can_hold(dialect_, uri) && utf8_length(uri) <= longest_service_uri;
            (is_fit ? wanted : refused).push_back(uri);
        }
        const auto claimed = read(storage_, Stmt::find_service_uris, [&](SqlStatement&) {
            return storage_.transact([&] { return own_service_uris(storage_, key, wanted); });
        });
        if (claimed == Commit::done) return refused;
    }
    return uris;
}

std::vector<ListedDocument> SqlStore::documents_of(const std::string& username,
                                                   const std::string& domain) {
    if (!can_hold(dialect_, username) || !can_hold(dialect_, domain)) return {};
    return read(storage_, Stmt::list_documents, [&](SqlStatement& statement) {
        statement.bind_text(1, username);
        statement.bind_text(2, domain);
        std::vector<ListedDocument> documents;
        while (statement.next())
            documents.push_back({static_cast<int>(number_in(statement, 0)), statement.column(1),
                                 statement.column(2), number_in(statement, 3)});
        return documents;
    });
}

// By pages, so that neither side holds all documents at once.
void SqlStore::visit_documents(int doc_type, const Visit& visit) {
    std::int64_t last = 0;  // the id of no row
    for (bool is_more = true; is_more;) {
        std::vector<std::pair<DocumentKey, std::string>> page;
        read(storage_, Stmt::page_of_documents, [&](SqlStatement& statement) {
            page.clear();
            std::int64_t row = last;
            statement.bind_number(1, doc_type);
            statement.bind_number(2, last);
            while (statement.next()) {
                row = number_in(statement, 0);
                page.push_back(
                    {{statement.column(1), statement.column(2), doc_type, statement.column(3)},
                     statement.column(4)});
            }
            last = row;
        });
        for (const auto& [key, bytes] : page) visit(key, bytes);
        is_more = !page.empty();
    }
}

std::int64_t SqlStore::remove_documents_of(const std::string& username, const std::string& domain) {
    if (!can_hold(dialect_, username) || !can_hold(dialect_, domain)) return 0;
    std::int64_t removed = 0;
    const auto bind = [&](SqlStatement& statement) {
        statement.bind_text(1, username);
        statement.bind_text(2, domain);
    };
    read(storage_, Stmt::delete_documents, [&](SqlStatement& statement) {
        const WriteTurns::Turn turn(turns_.get(), 0, turn_deadline());
        bind(statement);
        const bool has_uris = storage_.facts().has_service_uris;
        if (has_uris) storage_.prepared(Stmt::delete_service_uris);
        storage_.transact([&] {
            statement.execute();
            removed = statement.affected_rows();
            if (!has_uris) return Commit::done;
            SqlStatement& uris = storage_.prepared(Stmt::delete_service_uris);
            const ResetAtExit reset(uris);
            bind(uris);
            uris.execute();
            return Commit::done;
        });
    });
    return removed;
}

std::vector<Watcher> SqlStore::find_watchers(const std::string& presentity_uri) {
    if (!can_hold(dialect_, presentity_uri) || !storage_.facts().has_watchers) return {};
    return read(storage_, Stmt::find_watchers, [&](SqlStatement& statement) {
        statement.bind_text(1, presentity_uri);
        std::vector<Watcher> watchers;
        while (statement.next())
            watchers.push_back({statement.column(0), statement.column(1),
                                std::atoi(statement.column(2).c_str()),
                                statement.column(3) == "1"});
        return watchers;
    });
}

}  // namespace xcapd
