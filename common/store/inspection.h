// Reads a database as it is, whoever made it, for `xcapd migrate`: its catalog, and every row of
// documents and accounts, NULLs and duplicates included.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "store/migration_sql.h"
#include "store/sql_driver.h"
#include "store/store.h"

namespace xcapd {

using Names = std::vector<std::string>;

struct ColumnFacts {
    std::string name;
    std::string type;
    bool is_not_null = false;
    bool fills_itself = false;  // has a default
    std::size_t capacity = 0;   // bytes or characters; 0: unbounded
    bool ignores_case = false;  // its collation takes "Bob" for "bob"
};

struct IndexFacts {
    std::string name;
    bool is_unique = false;
    Names columns;
};

struct TableFacts {
    std::string name;
    bool exists = false;
    bool is_view = false;
    std::vector<ColumnFacts> columns;
    std::vector<IndexFacts> indexes;

    const ColumnFacts* column(const std::string& wanted) const;  // nullptr: none
    bool has_key(Names columns) const;                           // in any order
    bool has_index_on(const std::string& first_column) const;
};

struct DocumentRow {
    std::string row;  // names it in a statement
    DocumentKey key;
    bool has_null = false;  // in its key
    std::string bytes;
    std::string etag;
};

struct AccountRow {
    std::string row;
    std::string username;
    std::string domain;
    bool has_null = false;    // in user name or domain
    Credentials secrets;      // password too; empty where there is no column
    Names everything_but_id;  // two rows with the same are one account twice
};

/// All of these THROW StoreError.
class Inspection {
  public:
    Inspection(SqlConnection& connection, const MigrationSql& sql, const Config& config)
        : connection_(connection), sql_(sql), config_(config) {}

    TableFacts table(const std::string& name);
    /// The version row of a table; nothing where there is none. REQUIRES: the table version.
    std::optional<std::string> version_of(const std::string& table);

    /// The table's storage engine, if a crash makes it lose what it acknowledged; else empty.
    std::string unsafe_engine(const std::string& table);

    /// Every row, by user, domain, type, document and row. REQUIRES: the columns.
    void each_document(const std::function<void(DocumentRow)>& visit);
    /// Every row, by domain, user and row. REQUIRES: the columns of user name and domain.
    void each_account(const std::function<void(AccountRow)>& visit);

    /// The doc_uri OpenSIPS reads when it asks for a type without a name: row 0, in no order but
    /// the database's own (modules/xcap, get_xcap_doc).
    std::string read_by_opensips(const DocumentKey& key);

    /// What names a row of this table, and no other, in a statement; `unnamed` where nothing does.
    std::string row_column(const TableFacts& table) const;
    static constexpr std::string_view unnamed = "CAST('' AS CHAR)";

  private:
    std::string in_byte_order(const std::string& column) const;
    bool ids_are_unique(const std::string& table) const;
    std::string any_of(const TableFacts& table, const std::string& column) const;

    SqlConnection& connection_;
    const MigrationSql& sql_;
    const Config& config_;
};

/// Rolled back unless committed.
class Transaction {
  public:
    Transaction(SqlConnection& connection, const MigrationSql& sql, std::string_view begin)
        : connection_(connection), sql_(sql) {
        run(begin);
    }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();

    void run(std::string_view statement);
    void commit();

  private:
    SqlConnection& connection_;
    const MigrationSql& sql_;
    bool is_open_ = true;
};

}  // namespace xcapd
