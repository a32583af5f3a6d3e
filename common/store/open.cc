// Which driver serves which database URI: one line each.
#include "store/driver/sqlite.h"
#include "store/migration_sql.h"
#include "store/sql_driver.h"
#include "store/store.h"

namespace xcapd {

std::unique_ptr<SqlConnection> open_connection(const std::string& uri,
                                               std::chrono::milliseconds wait, OpenFor purpose) {
    if (uri.starts_with("sqlite:///")) return open_sqlite(uri.substr(10), wait, purpose);
    throw StoreError("no driver for this database URI; this release knows sqlite:///PATH");
}

bool has_one_writer(const std::string& uri) { return uri.starts_with("sqlite:///"); }

std::string_view schema_script(const std::string& uri) {
    if (uri.starts_with("sqlite:///")) return sqlite_schema;
    return {};
}

const MigrationSql& migration_sql(const std::string& uri) {
    if (uri.starts_with("sqlite:///")) return sqlite_migration;
    throw StoreError("databases of this kind cannot be migrated by this release");
}

}  // namespace xcapd
