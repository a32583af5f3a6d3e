#include "store/inspection.h"

#include <algorithm>
#include <cstdlib>

#include "store/placeholders.h"
#include "store/sql_statements.h"

namespace xcapd {
namespace {

bool is_true(const std::string& column) { return column == "1" || column == "t"; }

}  // namespace

const ColumnFacts* TableFacts::column(const std::string& wanted) const {
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [&](const auto& column) { return column.name == wanted; });
    return found == columns.end() ? nullptr : &*found;
}

bool TableFacts::has_key(Names wanted) const {
    std::sort(wanted.begin(), wanted.end());
    return std::any_of(indexes.begin(), indexes.end(), [&](const IndexFacts& index) {
        Names names = index.columns;
        std::sort(names.begin(), names.end());
        return index.is_unique && names == wanted;
    });
}

bool TableFacts::has_index_on(const std::string& first_column) const {
    return std::any_of(indexes.begin(), indexes.end(), [&](const IndexFacts& index) {
        return index.columns.front() == first_column;
    });
}

TableFacts Inspection::table(const std::string& name) {
    TableFacts facts;
    const auto kind = connection_.prepare(std::string(sql_.kind));
    kind->bind_text(1, name);
    if (!kind->next()) return facts;
    facts.exists = true;
    facts.name = name;
    facts.is_view = kind->column(0) == "view";

    const auto columns = connection_.prepare(std::string(sql_.columns));
    columns->bind_text(1, name);
    while (columns->next())
        facts.columns.push_back({columns->column(0), columns->column(1),
                                 is_true(columns->column(2)), is_true(columns->column(3)),
                                 std::strtoull(columns->column(4).c_str(), nullptr, 10),
                                 is_true(columns->column(5))});

    const auto indexes = connection_.prepare(std::string(sql_.indexes));
    indexes->bind_text(1, name);
    while (indexes->next()) {
        const auto index = indexes->column(0);
        if (facts.indexes.empty() || facts.indexes.back().name != index)
            facts.indexes.push_back({index, is_true(indexes->column(1)), {}});
        facts.indexes.back().columns.push_back(indexes->column(2));
    }
    return facts;
}

std::string Inspection::unsafe_engine(const std::string& table) {
    if (sql_.unsafe_engine.empty()) return {};
    const auto query = connection_.prepare(std::string(sql_.unsafe_engine));
    query->bind_text(1, table);
    return query->next() ? query->column(0) : "";
}

std::optional<std::string> Inspection::version_of(const std::string& table) {
    const auto query =
        connection_.prepare("SELECT table_version FROM version WHERE table_name = ?1");
    query->bind_text(1, table);
    if (!query->next()) return std::nullopt;
    return query->column(0);
}

void Inspection::each_document(const std::function<void(DocumentRow)>& visit) {
    const auto facts = table(config_.xcap_table);
    const auto query = connection_.prepare(
        filled_in(with_names("SELECT {row}, username, domain, doc_type, doc_uri, doc, etag, "
                             "CASE WHEN username IS NULL OR domain IS NULL OR doc_type IS NULL "
                             "OR doc_uri IS NULL THEN 1 ELSE 0 END "
                             "FROM {xcap} ORDER BY " +
                                 in_byte_order("username") + ", " + in_byte_order("domain") +
                                 ", doc_type, " + in_byte_order("doc_uri") + ", {row}",
                             config_),
                  {{"{row}", row_column(facts)}}));
    query->stream();
    while (query->next()) {
        DocumentRow row;
        row.row = query->column(0);
        row.key = {query->column(1), query->column(2), std::atoi(query->column(3).c_str()),
                   query->column(4)};
        row.bytes = query->column(5);
        row.etag = query->column(6);
        row.has_null = is_true(query->column(7));
        visit(std::move(row));
    }
}

void Inspection::each_account(const std::function<void(AccountRow)>& visit) {
    const auto facts = table(config_.subscriber_table);
    const auto query = connection_.prepare(filled_in(
        with_names("SELECT {row}, {user}, {domain}, "
                   "CASE WHEN {user} IS NULL OR {domain} IS NULL THEN 1 ELSE 0 END, " +
                       any_of(facts, config_.password_col) + ", " + any_of(facts, config_.ha1_col) +
                       ", " + any_of(facts, "ha1b") + ", " + any_of(facts, "ha1_sha256") + ", " +
                       any_of(facts, "ha1_sha512t256") +
                       ", {subscriber}.* FROM {subscriber} ORDER BY " + in_byte_order("{domain}") +
                       ", " + in_byte_order("{user}") + ", {row}",
                   config_),
        {{"{row}", row_column(facts)}}));
    constexpr int fixed_columns = 9;
    query->stream();
    while (query->next()) {
        AccountRow row{query->column(0),
                       query->column(1),
                       query->column(2),
                       is_true(query->column(3)),
                       {query->column(4), query->column(5), query->column(6), query->column(7),
                        query->column(8)},
                       {}};
        for (std::size_t i = 0; i < facts.columns.size(); ++i)
            if (facts.columns[i].name != "id")
                row.everything_but_id.push_back(query->column(fixed_columns + static_cast<int>(i)));
        visit(std::move(row));
    }
}

std::string Inspection::read_by_opensips(const DocumentKey& key) {
    const auto query = connection_.prepare(
        with_names("SELECT doc, etag, doc_uri FROM {xcap} WHERE username = ?1 AND domain = ?2 "
                   "AND doc_type = ?3",
                   config_));
    query->bind_text(1, key.username);
    query->bind_text(2, key.domain);
    query->bind_number(3, key.doc_type);
    return query->next() ? query->column(2) : "";
}

std::string Inspection::row_column(const TableFacts& facts) const {
    const bool has_id = facts.column("id") != nullptr;
    if (facts.is_view) return has_id ? "id" : std::string(unnamed);  // its rows have no number
    if (has_id && ids_are_unique(facts.name)) return "id";
    return std::string(sql_.row.empty() ? unnamed : sql_.row);
}

std::string Inspection::in_byte_order(const std::string& column) const {
    return filled_in(sql_.in_byte_order, {{"{column}", column}});
}

// A table that was copied has no primary key any more, and one that was filled twice has each id
// twice: then a DELETE by id would take the row that is to stay too.
bool Inspection::ids_are_unique(const std::string& table) const {
    const auto query = connection_.prepare(
        "SELECT CASE WHEN COUNT(*) = COUNT(DISTINCT id) THEN 1 ELSE 0 END FROM " + table);
    return query->next() && is_true(query->column(0));
}

// What a table has no column for reads as ''.
std::string Inspection::any_of(const TableFacts& facts, const std::string& column) const {
    return facts.column(column) != nullptr ? column : "''";
}

void Transaction::run(std::string_view statement) { connection_.run(std::string(statement)); }

void Transaction::commit() {
    run(sql_.commit);
    is_open_ = false;
}

Transaction::~Transaction() {
    if (!is_open_) return;
    try {
        run(sql_.rollback);
    } catch (const StoreError&) {
        // Closing the connection rolls back as well.
    }
}

}  // namespace xcapd
