#include "store/schema_text.h"

#include <doctest/doctest.h>

#include <stdexcept>

#include "store/mends.h"
#include "store/migration_sql.h"
#include "store/sql_driver.h"

using namespace xcapd;

TEST_SUITE("store/schema_text") {
    TEST_CASE("the shipped schema is understood: columns, keys, indexes, versions") {
        const auto tables = parse_schema(schema_script("sqlite:///x"));
        REQUIRE(tables.size() == 4);
        CHECK(tables[0].name == "version");
        const auto& xcap = tables[1];
        CHECK(xcap.name == "xcap");
        CHECK(xcap.version == 4);
        CHECK(xcap.columns.size() == 9);
        CHECK(xcap.columns[7].name == "doc_uri");
        CHECK(xcap.columns[7].definition == "CHAR(255) NOT NULL");
        CHECK(xcap.columns[7].length == 255);
        CHECK(xcap.columns[3].length == 0);
        CHECK(xcap.key_name == "xcap_account_doc_type_idx");
        CHECK(xcap.key_columns ==
              std::vector<std::string>{"username", "domain", "doc_type", "doc_uri"});
        CHECK(xcap.indexes ==
              std::vector<std::string>{"CREATE INDEX IF NOT EXISTS xcap_source_idx ON xcap "
                                       "(source)"});
        CHECK(tables[2].version == 8);
        // Its key is broken over two lines.
        CHECK(tables[3].key_columns.size() == 4);
        CHECK(tables[3].columns.back().name == "inserted_time");
    }

    TEST_CASE("the schemas of all databases have the same tables, columns, widths and versions") {
        const auto of = [](const char* uri) {
            std::string text;
            for (const auto& table : parse_schema(schema_script(uri))) {
                text += table.name + " " + std::to_string(table.version) + ":";
                for (const auto& column : table.columns) {
                    const bool is_text = column.definition.find("CHAR(") != std::string::npos;
                    text += " " + column.name +
                            (is_text ? "(" + std::to_string(column.length) + ")" : "");
                }
                for (const auto& column : table.key_columns) text += " " + column;
                text += "; " + std::to_string(table.indexes.size() + table.inner_indexes.size());
            }
            return text;
        };
        const auto sqlite = of("sqlite:///x");
        CHECK(of("mysql://h/d") == sqlite);
        CHECK(of("postgresql://h/d") == sqlite);
        CHECK(parse_schema(schema_script("mysql://h/d"))[1].inner_indexes ==
              std::vector<std::string>{"CREATE INDEX source_idx ON xcap (source)"});
    }

    TEST_CASE("a file of another layout is refused, not half read") {
        CHECK_THROWS_AS(parse_schema("CREATE TABLE IF NOT EXISTS a (b INTEGER);\n"),
                        std::logic_error);
        CHECK_THROWS_AS(parse_schema("CREATE TABLE IF NOT EXISTS a (\n CONSTRAINT k UNIQUE\n);\n"),
                        std::logic_error);
    }

    TEST_CASE("statements carry their values") {
        CHECK(mends::set_columns("t", {{"a", "it's"}, {"b", ""}}, {"id", "7"}) ==
              "UPDATE t SET a = 'it''s', b = '' WHERE id = 7");
        CHECK(mends::add_column(sqlite_migration, "t", "source", "INTEGER NOT NULL") ==
              "ALTER TABLE t ADD COLUMN source INTEGER NOT NULL DEFAULT 0");
        CHECK(mends::add_column(sqlite_migration, "t", "ha1", "CHAR(64) DEFAULT '' NOT NULL") ==
              "ALTER TABLE t ADD COLUMN ha1 CHAR(64) DEFAULT '' NOT NULL");
        CHECK(mends::add_key(sqlite_migration, "t", "k", {"a", "b"}) ==
              "CREATE UNIQUE INDEX k ON t (a, b)");
        SchemaTable schema;
        schema.name = "xcap";
        schema.version_row = "INSERT INTO version VALUES ('xcap', 4)";
        CHECK(mends::add_version(schema, "papers") == "INSERT INTO version VALUES ('papers', 4)");
    }
}
