#include "admin/own_tables.h"

#include "base/ascii.h"
#include "store/sql_driver.h"
#include "store/store.h"
#include "usages/table.h"
#include "usages/validation.h"

namespace xcapd::admin {
namespace {

std::vector<std::string> uris_in(const ApplicationUsage& usage, const std::string& bytes,
                                 const Config& config) {
    std::vector<std::string> uris;
    const auto document = xml::Document::parse(bytes, limits_of(config));
    if (!document) return uris;  // `migrate --check` tells of it
    for (auto& owned : usage.owned_uris(*document)) uris.push_back(std::move(owned.uri));
    return uris;
}

}  // namespace

std::vector<std::string> make_own_tables(const Config& config) {
    std::vector<std::string> lines;
    const auto& uri = config.storage_db_uri;
    open_connection(uri, std::chrono::milliseconds(config.write_timeout), OpenFor::changing)
        ->run_script(std::string(own_tables_script(uri)));
    const auto store = open_store(config);
    for (const auto& usage : usages_table) {
        if (usage.owned_uris == nullptr) continue;
        store->visit_documents(
            usage.doc_type, [&](const DocumentKey& key, const std::string& bytes) {
                const auto uris = uris_in(usage, bytes, config);
                if (uris.empty() || store->claim_uris(key, uris)) return;
                lines.push_back("warning: " + key.username + "@" + key.domain + " " + key.doc_uri +
                                " has service URIs of another document: " +
                                ascii::joined(store->taken_uris(key, uris)));
            });
    }
    return lines;
}

}  // namespace xcapd::admin
