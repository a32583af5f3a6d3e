// The tables: created where they are missing, refused where they cannot serve.
#pragma once

#include <string>
#include <vector>

namespace xcapd {

class SqlConnection;
struct Config;

/// The URIs: that of the documents, and that of the accounts where it is another.
std::vector<std::string> databases_of(const Config& config);

/// What becomes of tables that are missing. A server's are made by its operator, with `init-db`.
enum class Missing { create, refuse_on_servers };

/// Tables of default names, in OpenSIPS's layout: Kamailio makes its own.
bool can_create_tables(const Config& config);
/// What the operator does about a missing table.
std::string how_to_create_tables(const Config& config);

/// Creates the default tables in a database that lacks them, and xcapd's own beside documents;
/// changes nothing where they exist, so it is safe to repeat and to race. THROWS StoreError when a
/// table is missing that cannot be created.
void ensure_schema(SqlConnection& connection, const std::string& uri, const Config& config,
                   Missing missing);

}  // namespace xcapd
