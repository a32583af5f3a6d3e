#include "admin/init_db.h"

#include "config/load.h"
#include "store/schema.h"
#include "store/sql_driver.h"

namespace xcapd::admin {

std::vector<std::string> init_databases(const Config& config) {
    std::vector<std::string> uris = {config.storage_db_uri};
    if (config.authentication_db_uri != config.storage_db_uri)
        uris.push_back(config.authentication_db_uri);
    std::vector<std::string> lines;
    for (const auto& uri : uris) {
        const auto connection =
            open_connection(uri, std::chrono::milliseconds(config.write_timeout));
        ensure_schema(*connection, uri, config, Missing::create);
        lines.push_back(mask_secret(uri) + " is ready");
    }
    return lines;
}

}  // namespace xcapd::admin
