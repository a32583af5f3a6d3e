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
    // A primary key of type INTEGER is the row's number and fills itself in. Of collations the
    // catalog knows those of indexes alone.
    .columns =
        "SELECT name, type, \"notnull\", "
        "dflt_value IS NOT NULL OR (pk > 0 AND type = 'INTEGER' COLLATE NOCASE), 0, "
        "EXISTS (SELECT 1 FROM pragma_index_list(?1) AS list, pragma_index_xinfo(list.name) AS x "
        "WHERE x.cid = t.cid AND x.coll = 'NOCASE' COLLATE NOCASE) "
        "FROM pragma_table_info(?1) AS t ORDER BY cid",
    .indexes =
        "SELECT list.name, list.\"unique\" AND NOT list.partial, info.name "
        "FROM pragma_index_list(?1) AS list, pragma_index_info(list.name) AS info "
        "ORDER BY list.name, info.seqno",
    .add_column = "ALTER TABLE {table} ADD COLUMN {column}",
    .add_key = "CREATE UNIQUE INDEX {name} ON {table} ({columns})",
    .in_byte_order = "{column} COLLATE BINARY",
    .row = "rowid",
    .key_orders = true,
    .enforces_lengths = false,
};

const MigrationSql mysql_migration = {
    .begin_reading = "START TRANSACTION READ ONLY",
    // DDL commits; with this, rows behind it are in one transaction again.
    .begin_writing = "SET autocommit = 0",
    .commit = "COMMIT",
    .rollback = "ROLLBACK",
    .kind =
        "SELECT CASE WHEN table_type = 'VIEW' THEN 'view' ELSE 'table' END "
        "FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?1",
    .columns =
        "SELECT column_name, column_type, CASE WHEN is_nullable = 'NO' THEN 1 ELSE 0 END, "
        "CASE WHEN column_default IS NOT NULL OR is_nullable = 'YES' OR "
        "extra LIKE '%auto_increment%' THEN 1 ELSE 0 END, "
        "COALESCE(CASE WHEN data_type IN ('char', 'varchar') THEN character_maximum_length "
        "ELSE character_octet_length END, 0), "
        "CASE WHEN collation_name LIKE '%\\_ci' THEN 1 ELSE 0 END "
        "FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ?1 "
        "ORDER BY ordinal_position",
    .indexes =
        "SELECT index_name, 1 - non_unique, column_name FROM information_schema.statistics "
        "WHERE table_schema = DATABASE() AND table_name = ?1 ORDER BY index_name, seq_in_index",
    .unsafe_engine =
        "SELECT t.engine FROM information_schema.tables t JOIN information_schema.engines e "
        "ON e.engine = t.engine WHERE t.table_schema = DATABASE() AND t.table_name = ?1 AND "
        "e.transactions <> 'YES'",
    .add_column = "ALTER TABLE {table} ADD COLUMN {column}",
    .add_key = "ALTER TABLE {table} ADD UNIQUE KEY {name} ({columns})",
    .widen = "ALTER TABLE {table} MODIFY {column}",
    .in_byte_order = "CAST({column} AS BINARY)",
    .row = "",
    .key_orders = true,
    .enforces_lengths = true,
};

const MigrationSql postgresql_migration = {
    .begin_reading = "BEGIN READ ONLY",
    .begin_writing = "BEGIN",
    .commit = "COMMIT",
    .rollback = "ROLLBACK",
    .kind =
        "SELECT CASE WHEN relkind IN ('v', 'm') THEN 'view' ELSE 'table' END FROM pg_class "
        "WHERE oid = to_regclass(?1::text)",
    .columns =
        "SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull, "
        "a.atthasdef OR a.attidentity <> '' OR NOT a.attnotnull, "
        "CASE WHEN a.atttypmod > 4 THEN a.atttypmod - 4 ELSE 0 END, "
        "t.typname = 'citext' OR COALESCE(NOT c.collisdeterministic, FALSE) "
        "FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid "
        "LEFT JOIN pg_collation c ON c.oid = a.attcollation "
        "WHERE a.attrelid = to_regclass(?1::text) AND a.attnum > 0 AND NOT a.attisdropped "
        "ORDER BY a.attnum",
    // Not every index that is called unique lets no row be there twice, or can be relied on by an
    // INSERT: not one of some rows, of expressions, that is being built, or that waits for COMMIT.
    .indexes =
        "SELECT c.relname::text, i.indisunique AND i.indisvalid AND i.indimmediate AND "
        "i.indpred IS NULL AND i.indexprs IS NULL, a.attname::text "
        "FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
        "JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(attnum, place) "
        "ON k.place <= i.indnkeyatts "
        "JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum "
        "WHERE i.indrelid = to_regclass(?1::text) ORDER BY c.relname, k.place",
    .add_column = "ALTER TABLE {table} ADD COLUMN {column}",
    .add_key = "CREATE UNIQUE INDEX {name} ON {table} ({columns})",
    .lock = "LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE",
    .in_byte_order = "{column}::text COLLATE \"C\"",
    .row = "ctid::text",
    .enforces_lengths = true,
};

}  // namespace xcapd
