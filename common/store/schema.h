// The tables: created where they are missing, refused where they cannot serve.
#pragma once

#include <string>

namespace xcapd {

class SqlConnection;
struct Config;

/// What becomes of tables that are missing. A server's are made by its operator, with `init-db`.
enum class Missing { create, refuse_on_servers };

/// Creates the default tables in a database that lacks them; changes nothing where they exist, so
/// it is safe to repeat and to race. THROWS StoreError when a table has a name of the operator's
/// own and is missing.
void ensure_schema(SqlConnection& connection, const std::string& uri, const Config& config,
                   Missing missing);

}  // namespace xcapd
