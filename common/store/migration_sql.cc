#include "store/migration_sql.h"

namespace xcapd {

const MigrationSql sqlite_migration = {
    .begin_reading = "BEGIN",
    .begin_writing = "BEGIN IMMEDIATE",
    .commit = "COMMIT",
    .rollback = "ROLLBACK",
    .kind =
        "SELECT type FROM sqlite_master WHERE name = ?1 COLLATE NOCASE "
        "AND type IN ('table', 'view')",
    // A primary key of type INTEGER is the row's number and fills itself in.
    .columns =
        "SELECT name, type, \"notnull\", "
        "dflt_value IS NOT NULL OR (pk > 0 AND type = 'INTEGER' COLLATE NOCASE), 0 "
        "FROM pragma_table_info(?1) ORDER BY cid",
    .indexes =
        "SELECT list.name, list.\"unique\" AND NOT list.partial, info.name "
        "FROM pragma_index_list(?1) AS list, pragma_index_info(list.name) AS info "
        "ORDER BY list.name, info.seqno",
    .add_column = "ALTER TABLE {table} ADD COLUMN {column}",
    .add_key = "CREATE UNIQUE INDEX {name} ON {table} ({columns})",
    .row = "rowid",
    .enforces_lengths = false,
};

}  // namespace xcapd
