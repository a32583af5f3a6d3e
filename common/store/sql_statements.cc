#include "store/sql_statements.h"

#include <algorithm>
#include <array>

#include "config/config.h"

namespace xcapd {
namespace {

// In the order of Stmt.
constexpr std::array sqlite = {
    // Where there is no such account another row is read, so that both take the same time. SQLite
    // runs the parts of UNION ALL from left to right.
    std::string_view("SELECT {password}, {ha1}, {ha1b}, {ha1_sha256}, {ha1_sha512t256}, 1 "
                     "FROM {subscriber} WHERE {user} = ?1 AND {domain} = ?2 UNION ALL "
                     "SELECT {password}, {ha1}, {ha1b}, {ha1_sha256}, {ha1_sha512t256}, 0 "
                     "FROM {subscriber} LIMIT 1"),

    std::string_view("SELECT etag, CASE WHEN ?5 = '*' OR instr(?5, ' ' || etag || ' ') > 0 "
                     "THEN NULL ELSE doc END FROM {xcap} WHERE username = ?1 AND domain = ?2 "
                     "AND doc_type = ?3 AND doc_uri = ?4"),

    std::string_view(
        "SELECT a.*, x.etag, CASE WHEN ?7 = '*' OR instr(?7, ' ' || x.etag || ' ') > 0 "
        "THEN NULL ELSE x.doc END FROM ({find_credentials}) a LEFT JOIN {xcap} x "
        "ON x.username = ?3 AND x.domain = ?4 AND x.doc_type = ?5 AND x.doc_uri = ?6"),

    // Guarded by itself too: a table that OpenXCAP made has no unique key. SQLite has one writer
    // at a time, so the check and the insert cannot be parted.
    std::string_view("INSERT INTO {xcap} (username, domain, doc_type, doc_uri, doc, etag, "
                     "source, port) SELECT ?1, ?2, ?3, ?4, ?5, ?6, 0, 0 WHERE NOT EXISTS "
                     "(SELECT 1 FROM {xcap} WHERE username = ?1 AND domain = ?2 "
                     "AND doc_type = ?3 AND doc_uri = ?4)"),

    std::string_view("UPDATE {xcap} SET doc = ?1, etag = ?2 WHERE username = ?3 AND domain = ?4 "
                     "AND doc_type = ?5 AND doc_uri = ?6 AND etag = ?7"),

    std::string_view("DELETE FROM {xcap} WHERE username = ?1 AND domain = ?2 "
                     "AND doc_type = ?3 AND doc_uri = ?4 AND etag = ?5"),

    std::string_view("SELECT w.watcher_username, w.watcher_domain, w.status, {online} "
                     "FROM watchers w WHERE w.presentity_uri = ?1 AND w.event = 'presence' "
                     "ORDER BY w.id"),

    std::string_view("SELECT {user}, {domain} FROM {subscriber} ORDER BY {domain}, {user}"),

    std::string_view("DELETE FROM {subscriber} WHERE {user} = ?1 AND {domain} = ?2"),
};
static_assert(sqlite.size() == static_cast<std::size_t>(Stmt::count));

void replace_all(std::string& text, std::string_view placeholder, std::string_view name) {
    for (auto at = text.find(placeholder); at != text.npos;
         at = text.find(placeholder, at + name.size()))
        text.replace(at, placeholder.size(), name);
}

}  // namespace

std::string with_names(std::string_view text, const Config& config) {
    const std::pair<std::string_view, const std::string&> names[] = {
        {"{xcap}", config.xcap_table},
        {"{subscriber}", config.subscriber_table},
        {"{user}", config.user_col},
        {"{domain}", config.domain_col},
    };
    std::string out(text);
    for (const auto& [placeholder, name] : names) replace_all(out, placeholder, name);
    return out;
}

std::string statement(Stmt name, const Config& config, const DatabaseFacts& facts) {
    std::string text(sqlite[static_cast<std::size_t>(name)]);
    replace_all(text, "{find_credentials}",
                sqlite[static_cast<std::size_t>(Stmt::find_credentials)]);
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
        replace_all(text, placeholder, is_there ? column : "''");
    }
    replace_all(text, "{online}",
                facts.has_active_watchers
                    ? "EXISTS (SELECT 1 FROM active_watchers a WHERE a.event = 'presence' AND "
                      "a.presentity_uri = w.presentity_uri AND "
                      "a.watcher_username = w.watcher_username AND "
                      "a.watcher_domain = w.watcher_domain)"
                    : "0");
    return with_names(text, config);
}

}  // namespace xcapd
