#include "store/sql_statements.h"

#include <array>

#include "config/config.h"

namespace xcapd {
namespace {

// In the order of Stmt.
constexpr std::array sqlite = {
    std::string_view("SELECT {secret} FROM {subscriber} WHERE {user} = ?1 AND {domain} = ?2"),

    std::string_view("SELECT doc, etag FROM {xcap} WHERE username = ?1 AND domain = ?2 "
                     "AND doc_type = ?3 AND doc_uri = ?4"),

    std::string_view("SELECT etag FROM {xcap} WHERE username = ?1 AND domain = ?2 "
                     "AND doc_type = ?3 AND doc_uri = ?4"),

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

    std::string_view("SELECT {user}, {domain} FROM {subscriber} ORDER BY {domain}, {user}"),

    std::string_view("DELETE FROM {subscriber} WHERE {user} = ?1 AND {domain} = ?2"),
};
static_assert(sqlite.size() == static_cast<std::size_t>(Stmt::count));

}  // namespace

std::string with_names(std::string_view text, const Config& config) {
    const std::pair<std::string_view, const std::string&> names[] = {
        {"{xcap}", config.xcap_table},
        {"{subscriber}", config.subscriber_table},
        {"{user}", config.user_col},
        {"{domain}", config.domain_col},
        {"{secret}", config.cleartext_passwords ? config.password_col : config.ha1_col},
    };
    std::string out(text);
    for (const auto& [placeholder, name] : names)
        for (auto at = out.find(placeholder); at != out.npos;
             at = out.find(placeholder, at + name.size()))
            out.replace(at, placeholder.size(), name);
    return out;
}

std::string statement(Stmt name, const Config& config) {
    return with_names(sqlite[static_cast<std::size_t>(name)], config);
}

}  // namespace xcapd
