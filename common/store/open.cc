// Which driver serves which database URI: one line each.
#include "store/driver/mysql.h"
#include "store/driver/postgresql.h"
#include "store/driver/sqlite.h"
#include "store/migration_sql.h"
#include "store/sql_driver.h"
#include "store/store.h"

namespace xcapd {
namespace {

DatabaseUri parsed_uri(const std::string& uri) {
    auto parsed = parse_database_uri(uri);
    if (!parsed) throw StoreError(parsed.error());
    return std::move(parsed.value());
}

template <class Text>
const Text& of_dialect(const std::string& uri, const Text& sqlite, const Text& mysql,
                       const Text& postgresql) {
    switch (parsed_uri(uri).dialect) {
        case Dialect::mysql: return mysql;
        case Dialect::postgresql: return postgresql;
        case Dialect::sqlite: break;
    }
    return sqlite;
}

}  // namespace

std::unique_ptr<SqlConnection> open_connection(const std::string& uri,
                                               std::chrono::milliseconds wait, OpenFor purpose) {
    const auto parsed = parsed_uri(uri);
    switch (parsed.dialect) {
        case Dialect::mysql: return open_mysql(parsed, wait, purpose);
        case Dialect::postgresql: return open_postgresql(parsed, wait, purpose);
        case Dialect::sqlite: break;
    }
    return open_sqlite(parsed.name, wait, purpose);
}

Dialect dialect_of(const std::string& uri) { return parsed_uri(uri).dialect; }

std::string_view schema_script(const std::string& uri) {
    return of_dialect(uri, sqlite_schema, mysql_schema, postgresql_schema);
}

std::string_view own_tables_script(const std::string& uri) {
    return of_dialect(uri, sqlite_own_tables, mysql_own_tables, postgresql_own_tables);
}

const MigrationSql& migration_sql(const std::string& uri) {
    return of_dialect(uri, sqlite_migration, mysql_migration, postgresql_migration);
}

}  // namespace xcapd
