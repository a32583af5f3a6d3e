// The tables: created where they are missing, refused where they cannot serve.
#pragma once

#include <string>

namespace xcapd {

class SqlConnection;
struct Config;

/// Creates the default tables in a database that lacks them; changes nothing where they exist, so
/// it is safe to repeat and to race. THROWS StoreError when a table has a name of the operator's
/// own and is missing.
void ensure_schema(SqlConnection& connection, const std::string& uri, const Config& config);

}  // namespace xcapd
