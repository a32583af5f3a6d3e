// What `xcapd migrate` needs of each dialect beside its schema file: catalog queries, DDL and
// transactions, as text. A new driver fills in one MigrationSql, in migration_sql.cc.
//
// Everything else that migration executes is plain SQL and stands in inspection.cc and mends.cc.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace xcapd {

struct MigrationSql {
    std::string_view begin_reading;
    std::string_view begin_writing;
    std::string_view commit;
    std::string_view rollback;

    // Catalog; the one parameter is the table.
    std::string_view kind;     // → 'table' or 'view'; no row where there is neither
    std::string_view columns;  // → name, declared type, NOT NULL, has a default or fills itself in,
                               //   bytes or characters it takes (0: unbounded), ignores case; in
                               //   table order
    std::string_view indexes;  // → index, is unique for all rows, column; grouped by index, its
                               //   columns in order

    /// → the storage engine, where it can lose what it acknowledged; empty: there is none such.
    std::string_view unsafe_engine = {};

    // DDL, with {table} and what each names.
    std::string_view add_column;  // {column}: name, type and constraints
    std::string_view add_key;     // {name} {columns}
    std::string_view widen = {};  // {column}: name and type; empty: an operator's business

    // Makes other writers of {table} wait for the end of the transaction.
    std::string_view lock = {};

    // {column} to order by, so that names that differ in case are two.
    std::string_view in_byte_order;
    // Names a row of a table whose column `id` does not; empty: nothing does.
    std::string_view row;
    // Whether rows read by a part of the unique key come in its order.
    bool key_orders = false;
    // Whether a value longer than its declared type is refused or cut.
    bool enforces_lengths = false;
};

/// The text for `uri`'s driver. THROWS StoreError where there is none.
const MigrationSql& migration_sql(const std::string& uri);

extern const MigrationSql sqlite_migration;
extern const MigrationSql mysql_migration;
extern const MigrationSql postgresql_migration;

}  // namespace xcapd
