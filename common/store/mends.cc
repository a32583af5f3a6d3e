#include "store/mends.h"

#include <algorithm>

#include "base/ascii.h"
#include "store/placeholders.h"

namespace xcapd::mends {
namespace {

std::string literal(std::string_view text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
    return out + "'";
}

// An id is a number, but a column without a type may hold anything.
std::string number(const std::string& id) {
    const bool is_number = !id.empty() && std::all_of(id.begin(), id.end(), ascii::is_digit);
    return is_number ? id : literal(id);
}

std::string where(const std::pair<std::string, std::string>& row) {
    return " WHERE " + row.first + " = " + number(row.second);
}

}  // namespace

std::string add_column(const MigrationSql& sql, const std::string& table, const std::string& column,
                       std::string definition) {
    // Rows that are there must get a value.
    if (definition.find("DEFAULT") == definition.npos) definition += " DEFAULT 0";
    return filled_in(sql.add_column, {{"{table}", table}, {"{column}", column + " " + definition}});
}

std::string widen(const MigrationSql& sql, const std::string& table, const std::string& column,
                  const std::string& definition) {
    return filled_in(sql.widen, {{"{table}", table}, {"{column}", column + " " + definition}});
}

std::string add_key(const MigrationSql& sql, const std::string& table, const std::string& name,
                    const std::vector<std::string>& columns) {
    return filled_in(sql.add_key,
                     {{"{name}", name}, {"{table}", table}, {"{columns}", ascii::joined(columns)}});
}

std::string add_version(const SchemaTable& schema, const std::string& table) {
    return filled_in(schema.version_row, {{literal(schema.name), literal(table)}});
}

std::string set_columns(const std::string& table, const Assignments& values,
                        const std::pair<std::string, std::string>& row) {
    std::string list;
    for (const auto& [column, text] : values)
        list += (list.empty() ? "" : ", ") + column + " = " + literal(text);
    return "UPDATE " + table + " SET " + list + where(row);
}

std::string delete_row(const std::string& table, const std::pair<std::string, std::string>& row) {
    return "DELETE FROM " + table + where(row);
}

std::string move_documents(const std::string& xcap_table, const std::string& from_account,
                           const std::string& to_account) {
    return "UPDATE " + xcap_table + " SET subscriber_id = " + number(to_account) +
           " WHERE subscriber_id = " + number(from_account);
}

}  // namespace xcapd::mends
