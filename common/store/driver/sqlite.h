// The SQLite driver: WAL mode, synchronous=FULL, so an acknowledged write survives a power cut.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "store/sql_driver.h"

namespace xcapd {

/// Opens the file. A statement waits up to `wait` for another writer, then StoreError.
std::unique_ptr<SqlConnection> open_sqlite(const std::string& path, std::chrono::milliseconds wait,
                                           OpenFor purpose);

/// sql/schema.sqlite3.sql and sql/own.sqlite3.sql, compiled in.
extern const std::string_view sqlite_schema;
extern const std::string_view sqlite_own_tables;

}  // namespace xcapd
