// The statements `xcapd migrate` executes, as text with literal values, so that what --dry-run
// prints is what --apply runs.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "store/migration_sql.h"
#include "store/schema_text.h"

namespace xcapd::mends {

using Assignments = std::vector<std::pair<std::string, std::string>>;  // column, text

std::string add_column(const MigrationSql& sql, const std::string& table, const std::string& column,
                       std::string definition);
std::string add_key(const MigrationSql& sql, const std::string& table, const std::string& name,
                    const std::vector<std::string>& columns);
/// REQUIRES: the dialect can.
std::string widen(const MigrationSql& sql, const std::string& table, const std::string& column,
                  const std::string& definition);
/// The schema's row, for a table that may have a name of the operator's own.
std::string add_version(const SchemaTable& schema, const std::string& table);

/// `row`: {column, value} as Inspection gives them. REQUIRES: texts without backslash and NUL,
/// which dialects read differently.
std::string set_columns(const std::string& table, const Assignments& values,
                        const std::pair<std::string, std::string>& row);
std::string delete_row(const std::string& table, const std::pair<std::string, std::string>& row);
/// Documents of an account that is in the table twice are given to the row that stays.
std::string move_documents(const std::string& xcap_table, const std::string& from_account,
                           const std::string& to_account);

}  // namespace xcapd::mends
