// Where a database is and how to get in: SCHEME://USER:PASSWORD@HOST:PORT,HOST:PORT/NAME?OPTIONS,
// as OpenXCAP's storage_db_uri and authentication_db_uri. For the drivers.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/sql_driver.h"

namespace xcapd {

struct DatabaseHost {
    std::string name;  // an address, a name, or for PostgreSQL the directory of the socket
    int port = 0;      // 0: the usual one
};

struct DatabaseUri {
    Dialect dialect = Dialect::sqlite;
    std::string user;
    std::string password;
    std::vector<DatabaseHost> hosts;  // tried in this order; empty: this host's socket
    std::string name;                 // of the database; of SQLite the path of the file
    std::map<std::string, std::string> options;

    /// The option's value, or `otherwise`.
    std::string option(const std::string& key, std::string otherwise = {}) const;
    /// How long one host may take to answer a connection: at least a second.
    std::chrono::seconds connect_timeout() const;
};

/// Parts are percent-decoded. Fails with one line without the password.
Result<DatabaseUri, std::string> parse_database_uri(std::string_view uri);

}  // namespace xcapd
