#include "store/schema.h"

#include "config/config.h"
#include "store/sql_driver.h"
#include "store/store.h"

namespace xcapd {

void ensure_schema(SqlConnection& connection, const std::string& uri, const Config& config,
                   Missing missing) {
    const bool holds_documents = uri == config.storage_db_uri;
    const bool holds_accounts = uri == config.authentication_db_uri;
    const auto lacks = [&](const std::string& table) {
        return connection.columns_of(table).empty();
    };
    std::string table;
    if (holds_documents && lacks(config.xcap_table))
        table = config.xcap_table;
    else if (holds_accounts && lacks(config.subscriber_table))
        table = config.subscriber_table;
    if (table.empty()) return;
    if (missing == Missing::refuse_on_servers && dialect_of(uri) != Dialect::sqlite)
        throw StoreError("the table \"" + table + "\" is missing; `xcapd init-db` makes it");
    if (config.xcap_table != "xcap" || config.subscriber_table != "subscriber")
        throw StoreError("the table \"" + table +
                         "\" is missing, and only tables of the default names are created");
    connection.run_script(std::string(schema_script(uri)));
}

}  // namespace xcapd
