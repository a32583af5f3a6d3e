// The three halves of what `xcapd migrate` looks at in one database: its tables, its documents, its
// accounts. Each adds to a Plan; none changes anything.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "admin/migrate_plan.h"
#include "config/config.h"
#include "store/inspection.h"
#include "store/schema_text.h"
#include "usages/registry.h"

namespace xcapd::admin {

/// One database and what it is for; both where documents and accounts lie together.
struct Surveyed {
    const Config& config;
    Inspection& inspection;
    const MigrationSql& sql;
    std::vector<SchemaTable> schema;
    bool holds_documents = false;
    bool holds_accounts = false;
};

/// Tables, version rows, columns, widths, indexes other than the unique keys.
void check_tables(const Surveyed& database, Plan& plan);
/// The rows of xcap, and its unique key.
void check_documents(const Surveyed& database, const Registry& registry, Plan& plan);
/// The rows of subscriber, and its unique key.
void check_accounts(const Surveyed& database, Plan& plan);

/// The schema's description of a table. REQUIRES: there is one.
const SchemaTable& schema_of(const Surveyed& database, std::string_view table);

/// The unique key: created unless `obstacles` rows stand in its way.
void check_key(const Surveyed& database, const SchemaTable& schema, const std::string& table,
               const std::vector<std::string>& columns, std::size_t obstacles, Plan& plan);

/// Spellings that differ in nothing but case: MySQL takes them for one name, xcapd does not.
class CaseTwins {
  public:
    /// A spelling seen before that differs from `name` in case only; empty: none, or known.
    std::string add(const std::string& name);

  private:
    std::map<std::string, std::vector<std::string>> spellings_;  // by lower case
};

}  // namespace xcapd::admin
