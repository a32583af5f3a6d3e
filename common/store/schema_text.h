// The schema file of a dialect (sql/schema.*.sql) taken apart, so that what migration adds to an
// older database is written nowhere but there.
//
// The files keep one layout: a column or constraint begins a line of its own, a unique key reads
// CONSTRAINT name UNIQUE (columns), another index in the table INDEX name (columns), and a
// statement ends with ";" at the end of a line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace xcapd {

struct SchemaColumn {
    std::string name;
    std::string definition;  // type and constraints
    std::size_t length = 0;  // of CHAR(n); 0: any
};

struct SchemaTable {
    std::string name;
    std::string create;  // the statement
    std::vector<SchemaColumn> columns;
    std::string key_name;
    std::vector<std::string> key_columns;
    std::vector<std::string> indexes;        // CREATE INDEX statements
    std::vector<std::string> inner_indexes;  // the same of those that the table is created with
    std::string version_row;                 // INSERT statement; empty: the table has none
    int version = 0;
};

/// The tables of a schema file, in its order. THROWS std::logic_error when it keeps another layout.
std::vector<SchemaTable> parse_schema(std::string_view script);

/// n of `CHAR(n)` and the like; 0 where there is none.
std::size_t declared_length(std::string_view type);

}  // namespace xcapd
