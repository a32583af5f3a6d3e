#include "store/schema.h"

#include "config/config.h"
#include "store/sql_driver.h"
#include "store/store.h"

namespace xcapd {

std::vector<std::string> databases_of(const Config& config) {
    if (config.authentication_db_uri == config.storage_db_uri) return {config.storage_db_uri};
    return {config.storage_db_uri, config.authentication_db_uri};
}

bool can_create_tables(const Config& config) {
    return !config.is_kamailio() && config.xcap_table == "xcap" &&
           config.subscriber_table == "subscriber";
}

std::string how_to_create_tables(const Config& config) {
    if (can_create_tables(config)) return "`xcapd init-db` makes it";
    return config.is_kamailio() ? "Kamailio makes its own, `kamdbctl create`"
                                : "only tables of the default names are created";
}

void ensure_schema(SqlConnection& connection, const std::string& uri, const Config& config,
                   Missing missing) {
    const bool holds_documents = uri == config.storage_db_uri;
    const bool holds_accounts = uri == config.authentication_db_uri;
    const bool may_create = missing == Missing::create || dialect_of(uri) == Dialect::sqlite;
    std::string absent;
    if (holds_accounts && connection.columns_of(config.subscriber_table).empty())
        absent = config.subscriber_table;
    if (holds_documents && connection.columns_of(config.xcap_table).empty())
        absent = config.xcap_table;
    if (!absent.empty()) {
        if (!may_create || !can_create_tables(config))
            throw StoreError("table " + absent + " is missing; " + how_to_create_tables(config));
        connection.run_script(std::string(schema_script(uri)));
    }
    // Beside tables that were there already only by command: what is in those may have to go in.
    const bool is_new = may_create && absent == config.xcap_table;
    if (holds_documents && (missing == Missing::create || is_new))
        connection.run_script(std::string(own_tables_script(uri)));
}

}  // namespace xcapd
