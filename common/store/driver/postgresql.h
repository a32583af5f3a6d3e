// The PostgreSQL driver, on libpq. Every statement has a deadline of its own, kept by poll(): a
// server that hangs never holds a worker.
#pragma once

#include <chrono>
#include <memory>
#include <string_view>

#include "store/database_uri.h"
#include "store/sql_driver.h"

namespace xcapd {

/// Connects to the first host that answers; of several, one that takes writes is preferred. A
/// statement waits up to `wait` for locks and for its answer, then StoreError.
std::unique_ptr<SqlConnection> open_postgresql(const DatabaseUri& uri,
                                               std::chrono::milliseconds wait, OpenFor purpose);

/// sql/schema.postgresql.sql and sql/own.postgresql.sql, compiled in.
extern const std::string_view postgresql_schema;
extern const std::string_view postgresql_own_tables;

}  // namespace xcapd
