#include "admin/init_db.h"

#include "admin/own_tables.h"
#include "config/load.h"
#include "store/schema.h"
#include "store/sql_driver.h"

namespace xcapd::admin {

std::vector<std::string> init_databases(const Config& config) {
    std::vector<std::string> lines;
    for (const auto& uri : databases_of(config)) {
        const auto connection =
            open_connection(uri, std::chrono::milliseconds(config.write_timeout));
        ensure_schema(*connection, uri, config, Missing::create);
        lines.push_back(mask_secret(uri) + " is ready");
    }
    for (auto& line : make_own_tables(config)) lines.push_back(std::move(line));
    return lines;
}

}  // namespace xcapd::admin
