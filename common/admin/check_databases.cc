#include "admin/check_databases.h"

#include <filesystem>

#include "base/ascii.h"
#include "store/database_uri.h"
#include "store/schema.h"
#include "store/store.h"

namespace xcapd::admin {
namespace {

void append(std::vector<std::string>& all, std::vector<std::string> more) {
    all.insert(all.end(), more.begin(), more.end());
}

// A table that one usage needs, beside a table of documents.
bool misses_service_uris(SqlConnection& connection, const Config& config) {
    return !ascii::is_listed(config.disabled_applications, "rls-services") &&
           !connection.columns_of(config.xcap_table).empty() &&
           connection.columns_of("xcapd_service_uris").empty();
}

void look_at(const std::string& uri, const DatabaseUri& parsed, const Config& config,
             Fitness& all) {
    const bool is_file = parsed.dialect == Dialect::sqlite;
    if (is_file && !std::filesystem::exists(parsed.name)) return;  // made by the first worker
    // A server makes nothing when it is opened, and for serving it is waited for no longer than
    // write_timeout.
    const auto connection = open_connection(uri, std::chrono::milliseconds(config.write_timeout),
                                            is_file ? OpenFor::reading : OpenFor::serving);
    auto fitness = fitness_of(*connection, uri, config);
    append(all.refusals, std::move(fitness.refusals));
    append(all.warnings, std::move(fitness.warnings));
    if (uri == config.storage_db_uri && misses_service_uris(*connection, config))
        all.warnings.push_back(
            "table xcapd_service_uris is missing, so two users can have the same service URI; "
            "`xcapd init-db` makes it");
}

}  // namespace

Fitness check_databases(const Config& config) {
    Fitness all;
    for (const auto& uri : databases_of(config)) {
        const auto parsed = parse_database_uri(uri);
        if (!parsed) {
            all.refusals.push_back(parsed.error());
            continue;
        }
        try {
            look_at(uri, *parsed, config, all);
        } catch (const StoreError& error) {
            all.warnings.push_back(std::string("cannot look at the tables: ") + error.what());
        }
    }
    return all;
}

}  // namespace xcapd::admin
