#include "admin/own_tables.h"

#include "base/ascii.h"
#include "store/sql_driver.h"
#include "store/store.h"
#include "usages/table.h"
#include "usages/validation.h"

namespace xcapd::admin {
std::vector<std::string> make_own_tables(const Config& config) {
    std::vector<std::string> lines;
    const auto& uri = config.storage_db_uri;
    open_connection(uri, std::chrono::milliseconds(config.write_timeout), OpenFor::changing)
        ->run_script(std::string(own_tables_script(uri)));
    const auto store = open_store(config);
    for (const auto& usage : usages_table) {
        if (usage.owned_uris == nullptr) continue;
        store->visit_documents(
            usage.row_type(config), [&](const DocumentKey& key, const std::string& bytes) {
                const auto document = xml::Document::parse(bytes, limits_of(config));
                if (!document) return;  // `migrate --check` tells of it
                const auto uris = texts_of_owned_uris(usage, *document);
                if (uris.empty() || store->claim_uris(key, uris)) return;
                lines.push_back("warning: " + key.username + "@" + key.domain + " " + key.doc_uri +
                                " has service URIs of another document: " +
                                ascii::joined(store->taken_uris(key, uris)));
            });
    }
    return lines;
}

}  // namespace xcapd::admin
