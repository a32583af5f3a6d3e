#include "store/accounts.h"

#include <algorithm>

#include "store/schema.h"
#include "store/sql_driver.h"
#include "store/sql_statements.h"
#include "store/store.h"

namespace xcapd {
namespace {

std::unique_ptr<SqlConnection> connect(const Config& config) {
    auto connection = open_connection(config.authentication_db_uri,
                                      std::chrono::milliseconds(config.write_timeout));
    ensure_schema(*connection, config.authentication_db_uri, config, Missing::refuse_on_servers);
    return connection;
}

Dialect dialect(const Config& config) { return dialect_of(config.authentication_db_uri); }

DatabaseFacts facts_of(const Config& config) {
    DatabaseFacts facts;
    facts.dialect = dialect(config);
    return facts;
}

// What a column would drop or refuse is no account's name.
bool can_be_named(const Config& config, const std::string& username, const std::string& domain) {
    return can_hold(dialect(config), username) && can_hold(dialect(config), domain);
}

[[noreturn]] void refuse(const std::string& username, const std::string& domain) {
    throw StoreError("the database cannot hold the account " + username + "@" + domain);
}

std::string parameter(std::size_t number) { return "?" + std::to_string(number); }

using Column = std::pair<std::string, std::string>;  // name, value

// The secrets this table has columns for.
std::vector<Column> present_columns(SqlConnection& connection, const Config& config,
                                    const Credentials& secrets) {
    const auto names = connection.columns_of(config.subscriber_table);
    std::vector<Column> columns;
    for (const auto& column : secret_columns(config, secrets))
        if (std::find(names.begin(), names.end(), column.first) != names.end())
            columns.push_back(column);
    return columns;
}

}  // namespace

std::vector<Column> secret_columns(const Config& config, const Credentials& secrets) {
    return {{config.password_col, secrets.password},
            {config.ha1_col, secrets.ha1},
            {"ha1b", secrets.ha1b},
            {"ha1_sha256", secrets.ha1_sha256},
            {"ha1_sha512t256", secrets.ha1_sha512t256}};
}

bool insert_account(const Config& config, const std::string& username, const std::string& domain,
                    const Credentials& secrets) {
    if (!can_be_named(config, username, domain)) refuse(username, domain);
    const auto connection = connect(config);
    const auto columns = present_columns(*connection, config, secrets);
    std::string names = "{user}, {domain}";
    std::string values = "?1, ?2";
    for (std::size_t i = 0; i < columns.size(); ++i) {
        names += ", " + columns[i].first;
        values += ", " + parameter(i + 3);
    }
    // Once more as parameters of their own: PostgreSQL deduces the type of each from its place.
    const int again = static_cast<int>(columns.size()) + 3;
    const auto insert =
        connection->prepare(with_names("INSERT INTO {subscriber} (" + names + ") SELECT " + values +
                                           " FROM (SELECT 1 AS one) AS once WHERE NOT EXISTS "
                                           "(SELECT 1 FROM {subscriber} WHERE " +
                                           account_is(dialect(config), again) + ")",
                                       config));
    insert->bind_text(1, username);
    insert->bind_text(2, domain);
    for (std::size_t i = 0; i < columns.size(); ++i)
        insert->bind_text(static_cast<int>(i + 3), columns[i].second);
    insert->bind_text(again, username);
    insert->bind_text(again + 1, domain);
    const auto executed = insert->execute();
    if (executed == Executed::unfit) refuse(username, domain);
    return executed == Executed::done && insert->affected_rows() > 0;
}

bool update_account(const Config& config, const std::string& username, const std::string& domain,
                    const Credentials& secrets) {
    if (!can_be_named(config, username, domain)) return false;
    const auto connection = connect(config);
    const auto columns = present_columns(*connection, config, secrets);
    std::string assignments;
    for (std::size_t i = 0; i < columns.size(); ++i)
        assignments +=
            (assignments.empty() ? "" : ", ") + columns[i].first + " = " + parameter(i + 3);
    const auto update = connection->prepare(with_names(
        "UPDATE {subscriber} SET " + assignments + " WHERE " + account_is(dialect(config), 1),
        config));
    update->bind_text(1, username);
    update->bind_text(2, domain);
    for (std::size_t i = 0; i < columns.size(); ++i)
        update->bind_text(static_cast<int>(i + 3), columns[i].second);
    const auto executed = update->execute();
    if (executed == Executed::unfit) refuse(username, domain);
    return executed == Executed::done && update->affected_rows() > 0;
}

bool delete_account(const Config& config, const std::string& username, const std::string& domain) {
    if (!can_be_named(config, username, domain)) return false;
    const auto connection = connect(config);
    const auto remove =
        connection->prepare(statement(Stmt::delete_account, config, facts_of(config)));
    remove->bind_text(1, username);
    remove->bind_text(2, domain);
    return remove->execute() == Executed::done && remove->affected_rows() > 0;
}

std::vector<std::pair<std::string, std::string>> list_accounts(const Config& config) {
    const auto connection = connect(config);
    const auto list = connection->prepare(statement(Stmt::list_accounts, config, facts_of(config)));
    std::vector<std::pair<std::string, std::string>> accounts;
    while (list->next()) accounts.emplace_back(list->column(0), list->column(1));
    return accounts;
}

}  // namespace xcapd
