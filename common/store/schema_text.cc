#include "store/schema_text.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <utility>

#include "base/ascii.h"

namespace xcapd {
namespace {

// The word behind `lead`, up to what cannot stand in a name.
std::string word_behind(std::string_view text, std::string_view lead) {
    const auto at = text.find(lead);
    if (at == text.npos) return {};
    text = ascii::trim(text.substr(at + lead.size()));
    return std::string(text.substr(0, text.find_first_of(" \n(,;'")));
}

int number_at(std::string_view text) {
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::vector<std::string> in_parentheses(std::string_view text) {
    const auto open = text.find('(');
    const auto close = text.find(')', open);
    if (open == text.npos || close == text.npos)
        throw std::logic_error("schema file: no column list in " + std::string(text));
    return ascii::split_list(text.substr(open + 1, close - open - 1));
}

// "    name TYPE …," or "CONSTRAINT name UNIQUE (…)": what stands between the table's parentheses.
void take_definition(SchemaTable& table, std::string_view line) {
    if (line.ends_with(',')) line.remove_suffix(1);
    if (line.empty()) return;
    const auto space = line.find(' ');
    if (line.starts_with("CONSTRAINT ")) {
        table.key_name = word_behind(line, "CONSTRAINT ");
        table.key_columns = in_parentheses(line);
        return;
    }
    if (line.starts_with("INDEX ")) {
        const auto open = line.find('(');
        table.inner_indexes.push_back("CREATE INDEX " + word_behind(line, "INDEX ") + " ON " +
                                      table.name + " " + std::string(line.substr(open)));
        return;
    }
    const auto definition = ascii::trim(line.substr(std::min(space, line.size())));
    const bool is_text = definition.find("CHAR(") != definition.npos;
    table.columns.push_back({std::string(line.substr(0, space)), std::string(definition),
                             is_text ? declared_length(definition) : 0});
}

SchemaTable parse_table(std::string_view statement) {
    SchemaTable table;
    table.name = word_behind(statement, "CREATE TABLE IF NOT EXISTS ");
    table.create = statement;
    const auto open = statement.find("(\n");
    const auto close = statement.rfind("\n)");
    if (open == statement.npos || close == statement.npos)
        throw std::logic_error("schema file: " + table.name);
    const auto body = statement.substr(open + 2, close - open - 2);
    std::string definition;
    for (const auto& line : ascii::split_list(body, '\n')) {
        definition += (definition.empty() ? "" : " ") + line;
        // A constraint may be broken before its list of columns.
        if (definition.starts_with("CONSTRAINT ") && definition.find(')') == definition.npos)
            continue;
        take_definition(table, definition);
        definition.clear();
    }
    if (!definition.empty()) throw std::logic_error("schema file: " + definition);
    return table;
}

std::vector<std::string> statements_of(std::string_view script) {
    std::vector<std::string> statements;
    std::string statement;
    while (!script.empty()) {
        const auto end = std::min(script.find('\n'), script.size());
        const auto line = script.substr(0, end);
        script.remove_prefix(std::min(end + 1, script.size()));
        if (line.empty() || line.starts_with("--")) continue;
        statement += (statement.empty() ? "" : "\n") + std::string(line);
        if (!line.ends_with(';')) continue;
        statement.pop_back();
        statements.push_back(std::exchange(statement, {}));
    }
    return statements;
}

}  // namespace

std::size_t declared_length(std::string_view type) {
    const auto open = type.find('(');
    if (open == type.npos) return 0;
    return static_cast<std::size_t>(std::max(0, number_at(ascii::trim(type.substr(open + 1)))));
}

std::vector<SchemaTable> parse_schema(std::string_view script) {
    std::vector<SchemaTable> tables;
    const auto statements = statements_of(script);
    for (const auto& statement : statements)
        if (statement.starts_with("CREATE TABLE")) tables.push_back(parse_table(statement));
    for (auto& table : tables) {
        for (const auto& statement : statements) {
            if (statement.starts_with("CREATE INDEX") &&
                word_behind(statement, " ON ") == table.name)
                table.indexes.push_back(statement);
            const auto row = statement.find("VALUES ('" + table.name + "', ");
            if (!statement.starts_with("INSERT") || row == statement.npos) continue;
            table.version_row = statement;
            table.version = number_at(
                ascii::trim(std::string_view(statement).substr(statement.find(',', row) + 1)));
        }
    }
    return tables;
}

}  // namespace xcapd
