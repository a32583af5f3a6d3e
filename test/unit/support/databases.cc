#include "unit/support/databases.h"

#include <doctest/doctest.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>

#include "admin/init_db.h"
#include "config/load.h"

namespace xcapd::test {
namespace {

using std::chrono::seconds;

constexpr Dialect kinds[] = {Dialect::sqlite, Dialect::mysql, Dialect::postgresql};

std::string name_of(Dialect kind) {
    switch (kind) {
        case Dialect::mysql: return "MySQL";
        case Dialect::postgresql: return "PostgreSQL";
        case Dialect::sqlite: break;
    }
    return "SQLite";
}

// Of the server; empty where there is none.
std::string server_uri(Dialect kind) {
    const char* uri =
        ::getenv(kind == Dialect::mysql ? "XCAPD_TEST_MYSQL_URI" : "XCAPD_TEST_POSTGRESQL_URI");
    return uri == nullptr ? "" : uri;
}

void administer(Dialect kind, const std::string& statement) {
    const auto connection = open_connection(
        server_uri(kind) + (kind == Dialect::mysql ? "/mysql" : "/postgres"), seconds(30));
    REQUIRE(connection->prepare(statement)->execute() == Executed::done);
}

}  // namespace

Database::Database(Dialect which) : kind(which), config(default_config()) {
    static int count = 0;
    if (is_server()) {
        name_ = "xcapd_unit_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
        administer(kind, "CREATE DATABASE " + name_);
        config.storage_db_uri = server_uri(kind) + "/" + name_;
    } else {
        name_ = (std::filesystem::temp_directory_path() / "xcapd-test-XXXXXX").string();
        REQUIRE(::mkdtemp(name_.data()) != nullptr);
        config.storage_db_uri = "sqlite:///" + name_ + "/xcapd.sqlite";
    }
    config.authentication_db_uri = config.storage_db_uri;
    config.write_timeout = 5000;
    admin::init_databases(config);
    config.write_timeout = 300;
    reopen();
}

Database::~Database() {
    store.reset();
    if (!is_server()) {
        std::filesystem::remove_all(name_);
        return;
    }
    administer(kind,
               "DROP DATABASE " + name_ + (kind == Dialect::postgresql ? " WITH (FORCE)" : ""));
}

std::unique_ptr<SqlConnection> Database::connect() const {
    return open_connection(config.storage_db_uri, seconds(10));
}

void Database::run(const std::string& script) const { connect()->run_script(script); }

std::string Database::rows(const std::string& query, int columns) const {
    const auto connection = connect();
    const auto statement = connection->prepare(query);
    std::string text;
    while (statement->next()) {
        for (int i = 0; i < columns; ++i) text += (i == 0 ? "" : " ") + statement->column(i);
        text += "\n";
    }
    return text;
}

void on(Dialect kind, const std::function<void(Database&)>& test) {
    if (kind != Dialect::sqlite && server_uri(kind).empty()) return;
    INFO("on ", name_of(kind));
    Database database(kind);
    test(database);
}

void on_each_database(const std::function<void(Database&)>& test) {
    for (const auto kind : kinds) on(kind, test);
}

void on_each_server(const std::function<void(Database&)>& test) {
    on(Dialect::mysql, test);
    on(Dialect::postgresql, test);
}

}  // namespace xcapd::test
