#include "store/sql_statements.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "config/config.h"
#include "store/placeholders.h"

namespace xcapd {
namespace {

// In the order of Stmt. {key:N}, {owner:N}, {account:N}, {etag:N}, {presentity:N} and {no_bytes:N}
// are conditions on the parameters from N on, as write_conditions() has them for each dialect.
constexpr std::array texts = {
    std::string_view(
        "SELECT {account} FROM {one} LEFT JOIN {subscriber} a ON {a.account:1} LIMIT 1"),

    std::string_view("SELECT etag, CASE WHEN {no_bytes:5} THEN NULL ELSE doc END FROM {xcap} "
                     "WHERE {key:1}"),

    std::string_view("SELECT {account}, x.etag, CASE WHEN {x.no_bytes:7} THEN NULL ELSE x.doc END "
                     "FROM {one} LEFT JOIN {subscriber} a ON {a.account:1} "
                     "LEFT JOIN {xcap} x ON {x.key:3} LIMIT 1"),

    std::string_view("{insert}"),

    std::string_view("{update}"),

    std::string_view("{delete}"),

    std::string_view("WITH written AS ({insert} RETURNING {key}, etag) {note} "
                     "SELECT {key}, '', etag, ?7::bytea FROM written"),

    std::string_view("WITH written AS ({update} RETURNING {key}, etag) {note} "
                     "SELECT {key}, ?7::text, etag, ?8::bytea FROM written"),

    std::string_view("WITH written AS ({delete} RETURNING {key}, etag) {note} "
                     "SELECT {key}, etag, '', ?6::bytea FROM written"),

    std::string_view("{note} VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"),

    std::string_view("SELECT uri FROM xcapd_service_uris WHERE {key:1}"),

    std::string_view("INSERT INTO xcapd_service_uris ({key}, uri) VALUES (?1, ?2, ?3, ?4, ?5)"),

    std::string_view("DELETE FROM xcapd_service_uris WHERE {key:1} AND uri = ?5"),

    std::string_view("SELECT DISTINCT {key} FROM xcapd_service_uris ORDER BY {key}"),

    std::string_view("SELECT 1 FROM xcapd_service_uris WHERE uri = ?5 AND NOT ({key:1})"),

    std::string_view("SELECT doc_type, doc_uri, etag, LENGTH(doc) FROM {xcap} WHERE {owner:1} "
                     "ORDER BY doc_type, doc_uri"),

    std::string_view("SELECT id, username, domain, doc_uri, doc FROM {xcap} "
                     "WHERE doc_type = ?1 AND id > ?2 ORDER BY id LIMIT 100"),

    std::string_view("DELETE FROM {xcap} WHERE {owner:1}"),

    std::string_view("DELETE FROM xcapd_service_uris WHERE {owner:1}"),

    std::string_view("SELECT w.watcher_username, w.watcher_domain, w.status, {online} "
                     "FROM watchers w WHERE {presentity:1} AND w.event = 'presence' "
                     "ORDER BY w.id"),

    std::string_view("SELECT {user}, {domain} FROM {subscriber} ORDER BY {domain}, {user}"),

    std::string_view("DELETE FROM {subscriber} WHERE {account:1}"),
};
static_assert(texts.size() == static_cast<std::size_t>(Stmt::count));

// A row whether there is such an account or not, so that one answer serves both and both take the
// same time: the last column tells. A join from a row of constants is a third of the work that a
// union with another account's row was.
constexpr std::string_view account =
    "{password}, {ha1}, {ha1b}, {ha1_sha256}, {ha1_sha512t256}, "
    "CASE WHEN a.{user} IS NULL THEN 0 ELSE 1 END";
constexpr std::string_view update_document =
    "UPDATE {xcap} SET doc = ?1, etag = ?2 WHERE {key:3} AND {etag:7}";
constexpr std::string_view delete_document = "DELETE FROM {xcap} WHERE {key:1} AND {etag:5}";
constexpr std::string_view note_change =
    "INSERT INTO xcapd_outbox ({key}, old_etag, new_etag, body)";
constexpr std::string_view key_columns = "username, domain, doc_type, doc_uri";
constexpr std::string_view one_row = "(SELECT 1 AS one) one_row";

// What only one of the dialects understands.
struct DialectText {
    std::string_view insert;
    std::string_view tag_is_known;  // {tags} is a parameter, {x} a table's prefix
    // The bytes are the same. {column} and {value}
    std::string_view exactly;
};

constexpr DialectText sqlite = {
    // Guarded by itself too: a table that OpenXCAP made has no unique key. SQLite has one writer
    // at a time, so the check and the insert cannot be parted.
    "INSERT INTO {xcap} ({key}, doc, etag, source, port) "
    "SELECT ?1, ?2, ?3, ?4, ?5, ?6, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM {xcap} WHERE {key:1})",
    "instr({tags}, ' ' || {x}etag || ' ') > 0",
    // A column may be declared with COLLATE NOCASE.
    " AND {column} = {value} COLLATE BINARY",
};

constexpr DialectText mysql = {
    "INSERT INTO {xcap} ({key}, doc, etag, source, port) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0)",
    "INSTR({tags}, CAST(CONCAT(' ', {x}etag, ' ') AS BINARY)) > 0",
    // Most collations take Bob for bob, and all take "bob " for "bob".
    " AND CAST(CONVERT({column} USING utf8mb4) AS BINARY) = {value}",
};

constexpr DialectText postgresql = {
    "INSERT INTO {xcap} ({key}, doc, etag, source, port) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0) ON CONFLICT DO NOTHING",
    "strpos({tags}, ' ' || {x}etag::text COLLATE \"C\" || ' ') > 0",
    // A column may have type citext, or a collation that is not deterministic.
    " AND {column}::text COLLATE \"C\" = {value}::text",
};

const DialectText& text_of(Dialect dialect) {
    switch (dialect) {
        case Dialect::mysql: return mysql;
        case Dialect::postgresql: return postgresql;
        case Dialect::sqlite: break;
    }
    return sqlite;
}

std::string parameter(int number) { return "?" + std::to_string(number); }

// `column` = ?`number`, and exactly so.
std::string equals(const DialectText& dialect, const std::string& column, int number) {
    std::string exactly(dialect.exactly);
    fill_in(exactly, "{column}", column);
    fill_in(exactly, "{value}", parameter(number));
    return column + " = " + parameter(number) + exactly;
}

std::string owner_equals(const DialectText& dialect, const std::string& table, int first) {
    return equals(dialect, table + "username", first) + " AND " +
           equals(dialect, table + "domain", first + 1);
}

std::string key_equals(const DialectText& dialect, const std::string& table, int first) {
    return owner_equals(dialect, table, first) + " AND " + table +
           "doc_type = " + parameter(first + 2) + " AND " +
           equals(dialect, table + "doc_uri", first + 3);
}

std::string account_equals(const DialectText& dialect, const std::string& table, int first) {
    return equals(dialect, table + "{user}", first) + " AND " +
           equals(dialect, table + "{domain}", first + 1);
}

std::string needs_no_bytes(const DialectText& dialect, const std::string& table, int tags) {
    std::string known(dialect.tag_is_known);
    fill_in(known, "{tags}", parameter(tags));
    fill_in(known, "{x}", table);
    return parameter(tags) + " = '*' OR " + known;
}

void write_conditions(std::string& text, const DialectText& dialect) {
    for (int first : {1, 3}) {
        const auto number = ":" + std::to_string(first) + "}";
        fill_in(text, "{key" + number, key_equals(dialect, "", first));
        fill_in(text, "{x.key" + number, key_equals(dialect, "x.", first));
    }
    fill_in(text, "{owner:1}", owner_equals(dialect, "", 1));
    fill_in(text, "{no_bytes:5}", needs_no_bytes(dialect, "", 5));
    fill_in(text, "{x.no_bytes:7}", needs_no_bytes(dialect, "x.", 7));
    fill_in(text, "{etag:5}", equals(dialect, "etag", 5));
    fill_in(text, "{etag:7}", equals(dialect, "etag", 7));
    fill_in(text, "{presentity:1}", equals(dialect, "w.presentity_uri", 1));
    fill_in(text, "{account:1}", account_equals(dialect, "", 1));
    fill_in(text, "{a.account:1}", account_equals(dialect, "a.", 1));
}

}  // namespace

bool can_hold(Dialect dialect, std::string_view text) {
    // SQLite holds every text; on servers CHAR drops blanks at its end.
    return dialect == Dialect::sqlite ||
           (is_utf8(text) && text.find('\0') == text.npos && !text.ends_with(' '));
}

std::string account_is(Dialect dialect, int first) {
    return account_equals(text_of(dialect), "", first);
}

std::string with_names(std::string_view text, const Config& config) {
    return filled_in(text, {{"{xcap}", config.xcap_table},
                            {"{subscriber}", config.subscriber_table},
                            {"{user}", config.user_col},
                            {"{domain}", config.domain_col}});
}

std::string statement(Stmt name, const Config& config, const DatabaseFacts& facts) {
    const auto& dialect = text_of(facts.dialect);
    std::string text(texts[static_cast<std::size_t>(name)]);
    fill_in(text, "{account}", account);
    fill_in(text, "{one}", one_row);
    fill_in(text, "{insert}", dialect.insert);
    fill_in(text, "{update}", update_document);
    fill_in(text, "{delete}", delete_document);
    fill_in(text, "{note}", note_change);
    fill_in(text, "{key}", key_columns);
    write_conditions(text, dialect);
    // A clear password is never read unless it is needed.
    const std::pair<std::string_view, std::string> secrets[] = {
        {"{password}", config.cleartext_passwords ? config.password_col : ""},
        {"{ha1}", config.ha1_col},
        {"{ha1b}", "ha1b"},
        {"{ha1_sha256}", "ha1_sha256"},
        {"{ha1_sha512t256}", "ha1_sha512t256"},
    };
    for (const auto& [placeholder, column] : secrets) {
        const auto& columns = facts.subscriber_columns;
        const bool is_there = std::find(columns.begin(), columns.end(), column) != columns.end();
        fill_in(text, placeholder, is_there ? "a." + column : "''");
    }
    fill_in(
        text, "{online}",
        facts.has_active_watchers
            ? "CASE WHEN EXISTS (SELECT 1 FROM active_watchers a WHERE a.event = 'presence' AND "
              "a.presentity_uri = w.presentity_uri AND "
              "a.watcher_username = w.watcher_username AND "
              "a.watcher_domain = w.watcher_domain) THEN 1 ELSE 0 END"
            : "0");
    return with_names(text, config);
}

}  // namespace xcapd
