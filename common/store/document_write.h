// One attempt at a Change: one statement whose count of rows decides, and, only where there is more
// to be true together with it, one transaction. For sql_store.cc.
#pragma once

#include "store/sql_session.h"

namespace xcapd {

/// The statement that writes the document, and on PostgreSQL its notice too.
Stmt statement_for(const Change& change, Dialect dialect);

/// Runs `statement`, which must be statement_for() it. THROWS StoreError.
Commit write_document(SqlSession& session, SqlStatement& statement, const Change& change,
                      Dialect dialect);

/// Makes `wanted` the service URIs of this document, within a transaction. URIs that stay as they
/// are cost one look, since most edits change none. THROWS StoreError.
Commit own_service_uris(SqlSession& session, const DocumentKey& key,
                        const std::vector<std::string>& wanted);

}  // namespace xcapd
