#include "unit/support/databases.h"

#include <stdlib.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "config/load.h"
#include "store/schema.h"

namespace xcapd {
namespace {

using std::chrono::milliseconds;

// Of the server that `make test` started; nullptr: none.
const char* server_uri(Dialect kind) {
    return ::getenv(kind == Dialect::mysql ? "XCAPD_TEST_MYSQL_URI" : "XCAPD_TEST_POSTGRESQL_URI");
}

std::unique_ptr<SqlConnection> administer(Dialect kind) {
    const char* database = kind == Dialect::mysql ? "/mysql" : "/postgres";
    return open_connection(std::string(server_uri(kind)) + database, milliseconds(10000));
}

// The database of this process on a server, made once, since that is slow; each case has it empty.
class ServerDatabase {
  public:
    explicit ServerDatabase(Dialect kind)
        : kind_(kind),
          name_("xcapd_unit_" + std::to_string(::getpid())),
          administration_(administer(kind)) {
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
            open_connection(uri(), milliseconds(10000))
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

std::vector<Dialect> test_servers() {
    std::vector<Dialect> servers;
    for (const Dialect kind : {Dialect::mysql, Dialect::postgresql})
        if (server_uri(kind) != nullptr) servers.push_back(kind);
    return servers;
}

std::vector<Dialect> test_databases() {
    auto kinds = test_servers();
    kinds.insert(kinds.begin(), Dialect::sqlite);
    return kinds;
}

const char* name_of(Dialect kind) {
    switch (kind) {
        case Dialect::mysql: return "MySQL";
        case Dialect::postgresql: return "PostgreSQL";
        case Dialect::sqlite: break;
    }
    return "SQLite";
}

TestDatabase::TestDatabase(Dialect of_kind) : kind(of_kind), config(default_config()) {
    if (kind == Dialect::sqlite) {
        std::string name = (std::filesystem::temp_directory_path() / "xcapd-test-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        directory_ = name;
        config.storage_db_uri = "sqlite:///" + name + "/xcapd.sqlite";
    } else {
        config.storage_db_uri = server_database(kind).uri();
    }
    config.authentication_db_uri = config.storage_db_uri;
    config.write_timeout = kind == Dialect::sqlite ? 100 : 2000;
    const auto connection = open_connection(config.storage_db_uri, milliseconds(2000));
    ensure_schema(*connection, config.storage_db_uri, config, Missing::create);
    store = open_store(config);
}

TestDatabase::~TestDatabase() {
    store.reset();
    if (kind == Dialect::sqlite)
        std::filesystem::remove_all(directory_);
    else
        server_database(kind).clear();
}

void TestDatabase::sql(const std::string& statement) {
    open_connection(config.storage_db_uri, milliseconds(2000))->run_script(statement);
}

std::string TestDatabase::value(const std::string& query) {
    const auto connection = open_connection(config.storage_db_uri, milliseconds(2000));
    const auto statement = connection->prepare(query);
    REQUIRE(statement->next());
    return statement->column(0);
}

void TestDatabase::make_tables(const std::string& from, const std::string& to) {
    std::string script(schema_script(config.storage_db_uri));
    REQUIRE(script.find(from) != script.npos);
    for (auto at = script.find(from); at != script.npos; at = script.find(from, at + to.size()))
        script.replace(at, from.size(), to);
    const auto connection = open_connection(config.storage_db_uri, milliseconds(2000));
    connection->run_script("DROP TABLE xcap");
    connection->run_script("DROP TABLE subscriber");
    connection->run_script("DROP TABLE watchers");
    connection->run_script(script);
}

void TestDatabase::end_sessions() {
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
    REQUIRE_FALSE(ids.empty());
    for (const auto& id : ids)
        server.administration().run_script(is_mysql ? "KILL " + id
                                                    : "SELECT pg_terminate_backend(" + id + ")");
    // They end a moment after they were told.
    for (int wait = 0; wait < 500 && !list().empty(); ++wait)
        std::this_thread::sleep_for(milliseconds(10));
    REQUIRE(list().empty());
}

}  // namespace xcapd
