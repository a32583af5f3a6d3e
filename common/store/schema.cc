#include "store/schema.h"

#include "config/config.h"
#include "store/sql_driver.h"
#include "store/store.h"

namespace xcapd {

void ensure_schema(SqlConnection& connection, const std::string& uri, const Config& config,
                   Missing missing) {
    const bool holds_documents = uri == config.storage_db_uri;
    const bool holds_accounts = uri == config.authentication_db_uri;
    const bool complete =
        (!holds_documents || !connection.columns_of(config.xcap_table).empty()) &&
        (!holds_accounts || !connection.columns_of(config.subscriber_table).empty());
    if (complete) return;
    if (missing == Missing::refuse_on_servers && dialect_of(uri) != Dialect::sqlite)
        throw StoreError("a table is missing; `xcapd init-db` makes them");
    if (config.xcap_table != "xcap" || config.subscriber_table != "subscriber")
        throw StoreError("a table is missing, and only tables of the default names are created: " +
                         (holds_documents ? config.xcap_table : config.subscriber_table));
    connection.run_script(std::string(schema_script(uri)));
}

}  // namespace xcapd
