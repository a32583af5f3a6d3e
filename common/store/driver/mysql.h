// The driver of MySQL and MariaDB, on libmysqlclient (Debian's is MariaDB's).
#pragma once

#include <chrono>
#include <memory>
#include <string_view>

#include "store/database_uri.h"
#include "store/sql_driver.h"

namespace xcapd {

/// Connects to the first host that takes writes, or else to the first that answers. A statement waits up to `wait`, in whole seconds, for
/// locks and for each answer, then StoreError.
std::unique_ptr<SqlConnection> open_mysql(const DatabaseUri& uri, std::chrono::milliseconds wait,
                                          OpenFor purpose);

/// sql/schema.mysql.sql and sql/own.mysql.sql, compiled in.
extern const std::string_view mysql_schema;
extern const std::string_view mysql_own_tables;

}  // namespace xcapd
