#include "unit/support/databases.h"

#include <doctest/doctest.h>
#include <stdlib.h>
#include <unistd.h>

#include <thread>

#include "admin/init_db.h"
#include "config/load.h"

namespace xcapd::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Dialect kinds[] = {Dialect::sqlite, Dialect::mysql, Dialect::postgresql};

const char* name_of(Dialect kind) {
    switch (kind) {
        case Dialect::mysql: return "MySQL";
        case Dialect::postgresql: return "PostgreSQL";
        case Dialect::sqlite: break;
    }
    return "SQLite";
}

// Of the server that `make test` started; nullptr: none.
const char* server_uri(Dialect kind) {
    return ::getenv(kind == Dialect::mysql ? "XCAPD_TEST_MYSQL_URI" : "XCAPD_TEST_POSTGRESQL_URI");
}

// The database of this process on a server, made once, since that is slow; each case has it empty.
class ServerDatabase {
  public:
    explicit ServerDatabase(Dialect kind)
        : kind_(kind),
          name_("xcapd_unit_" + std::to_string(::getpid())),
          administration_(open_connection(
              std::string(server_uri(kind)) + (kind == Dialect::mysql ? "/mysql" : "/postgres"),
              seconds(30))) {
        run("CREATE DATABASE " + name_);
    }
    ServerDatabase(const ServerDatabase&) = delete;
    ServerDatabase& operator=(const ServerDatabase&) = delete;
    ~ServerDatabase() {
        try {
            run("DROP DATABASE " + name_ + (kind_ == Dialect::mysql ? "" : " WITH (FORCE)"));
        } catch (const StoreError&) {
            // The server goes with its data.
        }
    }

    std::string uri() const { return server_uri(kind_) + ("/" + name_); }
    const std::string& name() const { return name_; }
    SqlConnection& administration() { return *administration_; }

    void clear() {
        if (kind_ == Dialect::mysql) {
            run("DROP DATABASE " + name_);
            run("CREATE DATABASE " + name_);
        } else {
            open_connection(uri(), seconds(30))
                ->run_script("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        }
    }

  private:
    void run(const std::string& sql) { administration_->prepare(sql)->execute(); }

    const Dialect kind_;
    const std::string name_;
    const std::unique_ptr<SqlConnection> administration_;
};

ServerDatabase& server_database(Dialect kind) {
    if (kind == Dialect::mysql) {
        static ServerDatabase mysql(kind);
        return mysql;
    }
    static ServerDatabase postgresql(kind);
    return postgresql;
}

}  // namespace

Database::Database(Dialect which) : kind(which), config(default_config()) {
    if (is_server()) {
        config.storage_db_uri = server_database(kind).uri();
    } else {
        std::string name = (std::filesystem::temp_directory_path() / "xcapd-test-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        directory_ = name;
        config.storage_db_uri = "sqlite:///" + name + "/xcapd.sqlite";
    }
    config.authentication_db_uri = config.storage_db_uri;
    config.write_timeout = 10000;
    admin::init_databases(config);
    config.write_timeout = is_server() ? 3000 : 300;
    reopen();
}

Database::~Database() {
    store.reset();
    if (is_server())
        server_database(kind).clear();
    else
        std::filesystem::remove_all(directory_);
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

void Database::end_sessions() {
    auto& server = server_database(kind);
    const bool is_mysql = kind == Dialect::mysql;
    const std::string sessions =
        is_mysql
            ? "SELECT id FROM information_schema.processlist WHERE db = '" + server.name() + "'"
            : "SELECT pid FROM pg_stat_activity WHERE datname = '" + server.name() + "'";
    const auto list = [&] {
        std::vector<std::string> ids;
        const auto query = server.administration().prepare(sessions);
        while (query->next()) ids.push_back(query->column(0));
        return ids;
    };
    auto ids = list();
    for (const auto& id : ids)
        server.administration().run_script(is_mysql ? "KILL " + id
                                                    : "SELECT pg_terminate_backend(" + id + ")");
    // They end a moment after they were told.
    for (int wait = 0; wait < 500 && !list().empty(); ++wait)
        std::this_thread::sleep_for(milliseconds(10));
    REQUIRE(list().empty());
}

void on(Dialect kind, const std::function<void(Database&)>& test) {
    if (kind != Dialect::sqlite && server_uri(kind) == nullptr) return;
    SUBCASE(name_of(kind)) {
        Database database(kind);
        test(database);
    }
}

void on_each_database(const std::function<void(Database&)>& test) {
    for (const auto kind : kinds) on(kind, test);
}

void on_each_server(const std::function<void(Database&)>& test) {
    on(Dialect::mysql, test);
    on(Dialect::postgresql, test);
}

}  // namespace xcapd::test
