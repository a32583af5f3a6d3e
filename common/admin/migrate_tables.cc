#include <algorithm>

#include "admin/migrate_checks.h"
#include "base/ascii.h"
#include "store/mends.h"

namespace xcapd::admin {
namespace {

// A table of the schema under the names this configuration gives to it and its columns.
struct Wanted {
    const SchemaTable& schema;
    std::string table;

    bool has_own_name() const { return table != schema.name; }
};

std::string column_name(const Config& config, const SchemaTable& schema,
                        const std::string& column) {
    if (schema.name != "subscriber") return column;
    if (column == "username") return config.user_col;
    if (column == "domain") return config.domain_col;
    if (column == "password") return config.password_col;
    if (column == "ha1") return config.ha1_col;
    return column;
}

// Columns without which rows have no meaning cannot be invented.
bool can_be_added(const std::string& column) {
    static const std::vector<std::string> addable = {"source", "port",       "password",
                                                     "ha1",    "ha1_sha256", "ha1_sha512t256"};
    return ascii::is_listed(addable, column);
}

class TableCheck {
  public:
    TableCheck(const Surveyed& database, Plan& plan) : database_(database), plan_(plan) {}

    void check(const Wanted& wanted) {
        const auto facts = database_.inspection.table(wanted.table);
        if (!facts.exists) return missing(wanted);
        for (const auto& column : wanted.schema.columns) check_column(wanted, facts, column);
        if (wanted.schema.name == "xcap" || wanted.schema.name == "subscriber")
            check_strangers(wanted, facts);
        check_indexes(wanted, facts);
    }

    void check_version(const Wanted& wanted, bool has_version_table) {
        const auto found = has_version_table ? database_.inspection.version_of(wanted.table)
                                             : std::optional<std::string>();
        const auto version = std::to_string(wanted.schema.version);
        if (!found) {
            plan_.mend(Severity::warning, "version",
                       "no row for " + wanted.table + ", without which OpenSIPS does not start",
                       "adds it, with " + version);
            plan_.add(Step::create, mends::add_version(wanted.schema, wanted.table));
        } else if (*found != version) {
            // OpenSIPS up to 3.1 has subscriber 7; its own migration changes the number.
            plan_.find(Severity::note, "version",
                       wanted.table + " has version " + *found + ", this release makes " + version,
                       "it is OpenSIPS's number, leave it to OpenSIPS");
        }
    }

  private:
    void missing(const Wanted& wanted) {
        const bool is_ours = wanted.schema.name == "xcap" || wanted.schema.name == "subscriber";
        const auto severity = is_ours ? Severity::error : Severity::warning;
        const std::string what =
            is_ours ? "the table is missing" : "the table is missing, which OpenSIPS needs";
        if (wanted.has_own_name()) {
            plan_.find(severity, wanted.table, what,
                       "only tables of the default names are created; create it, or correct "
                       "[Database] " +
                           wanted.schema.name + "_table");
            return;
        }
        plan_.mend(severity, wanted.table, what, "creates it");
        plan_.add(Step::create, wanted.schema.create);
        for (const auto& index : wanted.schema.indexes) plan_.add(Step::create, index);
    }

    void check_column(const Wanted& wanted, const TableFacts& facts, const SchemaColumn& column) {
        const auto name = column_name(database_.config, wanted.schema, column.name);
        const auto* found = facts.column(name);
        const std::string where = wanted.table + "." + name;
        if (found != nullptr) return check_width(wanted, facts, *found, column);
        if (column.name == "id" || wanted.schema.name == "version") return;
        const bool can_add = can_be_added(column.name) && name == column.name && !facts.is_view;
        // Without SHA hashes there is MD5; without watchers' columns OpenSIPS complains, not xcapd.
        const bool is_minor = column.name.starts_with("ha1_sha") || column.name == "password" ||
                              wanted.schema.name == "watchers";
        const auto severity = is_minor ? Severity::warning : Severity::error;
        if (!can_add) {
            plan_.find(severity, where, "the column is missing",
                       "add it, or correct the names in [Database]");
            return;
        }
        plan_.mend(severity, where, "the column is missing", "adds it");
        plan_.add(Step::create,
                  mends::add_column(database_.sql, wanted.table, name, column.definition));
    }

    void check_width(const Wanted& wanted, const TableFacts& facts, const ColumnFacts& found,
                     const SchemaColumn& column) {
        const std::string where = wanted.table + "." + found.name;
        const bool is_document = column.name == "doc";
        const auto needed = is_document
                                ? static_cast<std::size_t>(database_.config.max_document_size)
                                : column.length;
        const auto capacity = found.capacity != 0 ? found.capacity : declared_length(found.type);
        if (capacity == 0 || capacity >= needed) return;
        const std::string what = "declared for " + std::to_string(capacity) +
                                 (is_document ? " bytes" : " characters") + ", " +
                                 std::to_string(needed) + " are needed";
        if (is_document && !database_.sql.widen.empty() && !facts.is_view) {
            // Bytes; to widen a text could change its character set.
            const auto type = column.definition.substr(0, column.definition.find(' '));
            plan_.mend(Severity::error, where, what, "makes it a " + type);
            plan_.add(Step::create, mends::widen(database_.sql, wanted.table, found.name,
                                                 type + (found.is_not_null ? " NOT NULL" : "")));
        } else if (database_.sql.enforces_lengths) {
            plan_.find(Severity::error, where, what, "widen the column");
        } else {
            plan_.find(Severity::note, where, what,
                       "this database does not look at it; widen it before you move to another");
        }
    }

    // A column we do not know must fill itself in, or our INSERT fails.
    void check_strangers(const Wanted& wanted, const TableFacts& facts) {
        std::vector<std::string> known;
        for (const auto& column : wanted.schema.columns)
            known.push_back(column_name(database_.config, wanted.schema, column.name));
        for (const auto& column : facts.columns) {
            // xcapd writes it where it is there.
            const bool is_known = ascii::is_listed(known, column.name) || column.name == "ha1b";
            if (is_known || !column.is_not_null || column.fills_itself) continue;
            plan_.find(wanted.schema.name == "xcap" ? Severity::error : Severity::warning,
                       wanted.table + "." + column.name,
                       "the column is NOT NULL and has no default, so no row can be added",
                       "give it a default, or let it be NULL");
        }
    }

    void check_indexes(const Wanted& wanted, const TableFacts& facts) {
        if (wanted.has_own_name() || facts.is_view) return;
        auto indexes = wanted.schema.indexes;
        const auto& inner = wanted.schema.inner_indexes;
        indexes.insert(indexes.end(), inner.begin(), inner.end());
        for (const auto& statement : indexes) {
            const auto open = statement.rfind('(');
            const auto columns = ascii::split_list(
                std::string_view(statement).substr(open + 1, statement.rfind(')') - open - 1));
            const bool is_possible = std::all_of(columns.begin(), columns.end(), [&](auto& name) {
                return facts.column(name) != nullptr || can_be_added(name);
            });
            if (facts.has_index_on(columns.front()) || !is_possible) continue;
            plan_.mend(Severity::warning, wanted.table,
                       "no index on " + ascii::joined(columns) + ", which OpenSIPS's tables have",
                       "creates it");
            plan_.add(Step::key, statement);
        }
    }

    const Surveyed& database_;
    Plan& plan_;
};

}  // namespace

const SchemaTable& schema_of(const Surveyed& database, std::string_view table) {
    return *std::find_if(database.schema.begin(), database.schema.end(),
                         [&](const auto& schema) { return schema.name == table; });
}

void check_tables(const Surveyed& database, Plan& plan) {
    std::vector<Wanted> tables;
    if (database.holds_documents) {
        tables.push_back({schema_of(database, "xcap"), database.config.xcap_table});
        tables.push_back({schema_of(database, "watchers"), "watchers"});
    }
    if (database.holds_accounts)
        tables.push_back({schema_of(database, "subscriber"), database.config.subscriber_table});

    TableCheck check(database, plan);
    check.check({schema_of(database, "version"), "version"});
    const bool has_version_table = database.inspection.table("version").exists;
    for (const auto& wanted : tables) {
        check.check(wanted);
        check.check_version(wanted, has_version_table);
    }
}

void check_key(const Surveyed& database, const SchemaTable& schema, const std::string& table,
               const std::vector<std::string>& columns, std::size_t obstacles, Plan& plan) {
    const auto facts = database.inspection.table(table);
    if (facts.has_key(columns)) return;
    const std::string what = "no unique key on (" + ascii::joined(columns) + ")";
    if (facts.is_view) {
        plan.find(Severity::warning, table, what, "it is a view: see to the key of its table");
    } else if (obstacles > 0) {
        plan.find(Severity::error, table, what,
                  "settle the rows in its way, named here (" + std::to_string(obstacles) +
                      "), and run --apply again");
    } else {
        plan.mend(Severity::error, table, what, "creates it");
        plan.add(Step::key, mends::add_key(database.sql, table, schema.key_name, columns));
    }
}

std::string CaseTwins::add(const std::string& name) {
    auto& known = spellings_[ascii::lower(name)];
    if (ascii::is_listed(known, name)) return {};
    known.push_back(name);
    return known.size() > 1 ? known.front() : std::string();
}

}  // namespace xcapd::admin
