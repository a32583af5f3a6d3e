#include "store/fitness.h"

#include <algorithm>

#include "base/ascii.h"
#include "store/inspection.h"
#include "store/schema.h"

namespace xcapd {
namespace {

struct Width {
    const char* column;
    std::size_t characters;
};
// As OpenSIPS's and Kamailio's tables have them; a tag of ours has 32 characters.
constexpr Width widths[] = {{"username", 64}, {"domain", 64}, {"doc_uri", 255}, {"etag", 32}};

class Look {
  public:
    Look(SqlConnection& connection, const std::string& uri, const Config& config)
        : config_(config),
          sql_(migration_sql(uri)),
          inspection_(connection, sql_, config),
          is_sqlite_(dialect_of(uri) == Dialect::sqlite),
          migrate_(config.is_kamailio() ? "" : "`xcapd migrate --apply` ") {}

    void at_documents() {
        const auto facts = inspection_.table(config_.xcap_table);
        if (!facts.exists) return missing(config_.xcap_table);
        for (const char* column :
             {"username", "domain", "doc", "doc_type", "etag", "source", "doc_uri", "port"})
            need_column(facts, config_.xcap_table, column);
        need_key(facts);
        if (!is_sqlite_) {
            refuse_narrow_keys(facts);
            refuse_strangers(facts);
        }
        if (const auto engine = inspection_.unsafe_engine(facts.name); !engine.empty())
            refuse("table " + facts.name + " has the engine " + engine +
                   ", which loses writes when the server crashes; ALTER TABLE " + facts.name +
                   " ENGINE=InnoDB");
        if (sql_.enforces_lengths) need_widths(facts);
        warn_of_case(facts, {"username", "domain", "doc_uri"});
    }

    void at_accounts() {
        const auto facts = inspection_.table(config_.subscriber_table);
        if (!facts.exists) return missing(config_.subscriber_table);
        need_column(facts, config_.subscriber_table, config_.user_col);
        need_column(facts, config_.subscriber_table, config_.domain_col);
        warn_of_case(facts, {config_.user_col, config_.domain_col});
    }

    Fitness take() { return std::move(fitness_); }

  private:
    void refuse(std::string line) { fitness_.refusals.push_back(std::move(line)); }
    void warn(std::string line) { fitness_.warnings.push_back(std::move(line)); }

    void missing(const std::string& table) {
        if (is_sqlite_ && can_create_tables(config_)) return;
        refuse("table " + table + " is missing; " + how_to_create_tables(config_));
    }

    void need_column(const TableFacts& facts, const std::string& table, const std::string& column) {
        if (facts.column(column) != nullptr) return;
        refuse("table " + table + " has no column " + column +
               "; add it, or correct the names in [Database]");
    }

    void need_key(const TableFacts& facts) {
        if (facts.has_key(document_key_columns)) return;
        if (config_.is_kamailio() && facts.has_key(kamailio_key_columns)) return;
        const auto& columns = config_.is_kamailio() ? kamailio_key_columns : document_key_columns;
        const auto line = "table " + config_.xcap_table + " has no unique key on (" +
                          ascii::joined(columns) + "), so a document could be there twice; " +
                          (migrate_.empty() ? "create it" : migrate_ + "creates it");
        // There our own statement looks, and nobody else can write meanwhile.
        is_sqlite_ ? warn(line) : refuse(line);
    }

    // One on a part of the key leaves no room for other users' documents of the same name.
    void refuse_narrow_keys(const TableFacts& facts) {
        for (const auto& index : facts.indexes) {
            const bool is_part = index.columns.size() < document_key_columns.size() &&
                                 std::all_of(index.columns.begin(), index.columns.end(), is_in_key);
            if (!index.is_unique || !is_part) continue;
            if (index.columns != kamailio_key_columns) {
                refuse("table " + facts.name + " has a unique key, " + index.name +
                       ", that keeps documents out which are not there yet; drop it");
            } else if (!config_.is_kamailio()) {
                refuse("table " + facts.name +
                       " has Kamailio's unique key on doc_uri, of which "
                       "two users cannot have the same; set [Database] doc_uri_style = kamailio");
            }
        }
    }
    // A column we do not know must fill itself in, or our INSERT fails.
    void refuse_strangers(const TableFacts& facts) {
        for (const auto& column : facts.columns) {
            const auto& name = column.name;
            const bool is_ours = is_in_key(name) || name == "doc" || name == "etag" ||
                                 name == "source" || name == "port";
            if (is_ours || !column.is_not_null || column.fills_itself) continue;
            refuse("table " + facts.name + ", column " + name +
                   " is NOT NULL and has no default, so no document can be added");
        }
    }
    static bool is_in_key(const std::string& column) {
        return std::find(document_key_columns.begin(), document_key_columns.end(), column) !=
               document_key_columns.end();
    }

    void need_widths(const TableFacts& facts) {
        for (const auto& [name, characters] : widths) {
            const auto* column = facts.column(name);
            if (column != nullptr && column->capacity != 0 && column->capacity < characters)
                refuse(too_narrow(*column, characters, "characters") + "; widen the column");
        }
        const auto needed = static_cast<std::size_t>(config_.max_document_size);
        const auto* doc = facts.column("doc");
        if (doc == nullptr || doc->capacity == 0 || doc->capacity >= needed) return;
        refuse(
            too_narrow(*doc, needed, "bytes ([Limits] max_document_size)") + "; " +
            (migrate_.empty() || sql_.widen.empty() ? "widen the column" : migrate_ + "widens it"));
    }

    std::string too_narrow(const ColumnFacts& column, std::size_t needed, const char* unit) const {
        return "table " + config_.xcap_table + ", column " + column.name + " (" + column.type +
               ") takes " + std::to_string(column.capacity) + " of " + std::to_string(needed) +
               " " + unit;
    }

    void warn_of_case(const TableFacts& facts, const std::vector<std::string>& names) {
        std::vector<std::string> blind;
        for (const auto& name : names) {
            const auto* column = facts.column(name);
            if (column != nullptr && column->ignores_case) blind.push_back(name);
        }
        if (blind.empty()) return;
        warn("table " + facts.name + ", column " + ascii::joined(blind) +
             ": the collation ignores case, so of names that differ in case only one can be there, "
             "and the others are answered 409");
    }

    const Config& config_;
    const MigrationSql& sql_;
    Inspection inspection_;
    const bool is_sqlite_;
    const std::string migrate_;  // the command, where it mends this layout
    Fitness fitness_;
};

}  // namespace

const std::vector<std::string> document_key_columns = {"username", "domain", "doc_type", "doc_uri"};
const std::vector<std::string> kamailio_key_columns = {"doc_uri"};

Fitness fitness_of(SqlConnection& connection, const std::string& uri, const Config& config) {
    Look look(connection, uri, config);
    if (uri == config.storage_db_uri) look.at_documents();
    if (uri == config.authentication_db_uri) look.at_accounts();
    return look.take();
}

}  // namespace xcapd
