#include "admin/own_tables.h"

#include <algorithm>
#include <optional>

#include "admin/owner.h"
#include "base/utf8.h"
#include "store/sql_driver.h"
#include "store/store.h"
#include "usages/table.h"
#include "usages/user_uri.h"

namespace xcapd::admin {
namespace {

using Uris = std::vector<std::string>;

// Nothing where the document cannot be parsed: `migrate --check` tells of it.
std::optional<Uris> uris_in(const ApplicationUsage& usage, std::string bytes) {
    const auto document = xml::Document::parse(std::move(bytes), xml::stored_limits);
    if (!document) return std::nullopt;
    return keys_of_owned_uris(usage, *document);
}

// What the document has now; nothing where that cannot be told.
std::optional<Uris> uris_of(const DocumentKey& key, const Config& config, Store& store) {
    const auto usage = std::find_if(usages_table.begin(), usages_table.end(), [&](const auto& row) {
        return row.owned_uris != nullptr && row.row_type(config) == key.doc_type;
    });
    auto stored = usage == usages_table.end() ? std::nullopt : store.find_document(key);
    return stored ? uris_in(*usage, std::move(stored->bytes)) : Uris();
}

// Documents that were changed while nobody looked (without validation, or by another program) keep
// URIs that they have no more. RETURNS how many were given up.
std::size_t release_stale_uris(const Config& config, Store& store) {
    std::size_t released = 0;
    for (const auto& key : store.owners_of_uris()) {
        // Read before the document: a writer changes both at once.
        const auto owned = store.owned_uris(key);
        const auto current = uris_of(key, config, store);
        if (!current) continue;
        Uris kept;
        for (const auto& uri : owned)
            if (std::find(current->begin(), current->end(), uri) != current->end())
                kept.push_back(uri);
        if (kept.size() == owned.size()) continue;
        store.claim_uris(key, kept);
        released += owned.size() - kept.size();
    }
    return released;
}

std::string refusal(const ApplicationUsage& usage, const DocumentKey& key, const std::string& uri,
                    const std::string& why) {
    return "warning: " + owner_of(key) + ", " + std::string(usage.auid) + " " + key.doc_uri +
           ": the service URI " + uri + why +
           "; the next write of this one will be refused unless it is taken out";
}

// Enters what a document has, and tells of what it cannot have.
void claim(const ApplicationUsage& usage, const DocumentKey& key, Uris uris, Store& store,
           std::vector<std::string>& lines) {
    const auto owned = store.owned_uris(key);
    const auto user = UserId::of_row(key.username, key.domain);
    std::erase_if(uris, [&](const std::string& uri) {
        // What it had before an account was made stays, as in a write.
        const bool is_new = std::find(owned.begin(), owned.end(), uri) == owned.end();
        if (!is_new || !names_user(uri, user, store)) return false;
        lines.push_back(refusal(usage, key, uri, " is a user's"));
        return true;
    });
    const auto too_long = " is longer than " + std::to_string(longest_service_uri) + " characters";
    for (const auto& uri : store.claim_uris(key, uris))
        lines.push_back(
            refusal(usage, key, uri,
                    utf8_length(uri) > longest_service_uri ? too_long : " is another document's"));
}

}  // namespace

std::vector<std::string> make_own_tables(const Config& config) {
    std::vector<std::string> lines;
    const auto& uri = config.storage_db_uri;
    open_connection(uri, std::chrono::milliseconds(config.write_timeout), OpenFor::changing)
        ->run_script(std::string(own_tables_script(uri)));
    const auto store = open_store(config);
    if (const auto released = release_stale_uris(config, *store); released > 0)
        lines.push_back(std::to_string(released) +
                        " service URIs given up, which their documents have no more");
    for (const auto& usage : usages_table) {
        if (usage.owned_uris == nullptr) continue;
        store->visit_documents(usage.row_type(config),
                               [&](const DocumentKey& key, const std::string& bytes) {
                                   const auto uris = uris_in(usage, bytes);
                                   if (!uris || uris->empty()) return;
                                   claim(usage, key, *uris, *store, lines);
                               });
    }
    return lines;
}

}  // namespace xcapd::admin
