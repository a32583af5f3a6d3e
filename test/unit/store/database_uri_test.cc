#include "store/database_uri.h"

#include <doctest/doctest.h>

#include "config/load.h"
#include "store/placeholders.h"

using namespace xcapd;

namespace {

DatabaseUri parsed(const std::string& uri) {
    auto result = parse_database_uri(uri);
    REQUIRE_MESSAGE(result.ok(), uri);
    return std::move(result.value());
}

std::string hosts(const DatabaseUri& uri) {
    std::string list;
    for (const auto& host : uri.hosts) list += host.name + "|" + std::to_string(host.port) + " ";
    return list;
}

}  // namespace

TEST_SUITE("store/database_uri") {
    TEST_CASE("user, password, hosts in their order, database, options") {
        const auto uri = parsed(
            "mysql://xcap:p%40ss%3Aw@db1:3307,db2,[2001:db8::1]:3308/opensips"
            "?ssl_mode=verify&ssl_ca=/etc/ca.pem&connect_timeout=2");
        CHECK(uri.dialect == Dialect::mysql);
        CHECK(uri.user == "xcap");
        CHECK(uri.password == "p@ss:w");
        CHECK(hosts(uri) == "db1|3307 db2|0 2001:db8::1|3308 ");
        CHECK(uri.name == "opensips");
        CHECK(uri.option("ssl_ca") == "/etc/ca.pem");
        CHECK(uri.option("ssl_key", "none") == "none");
    }

    TEST_CASE("as OpenXCAP and SQLAlchemy write them") {
        CHECK(parsed("mysql://opensips:opensipsrw@localhost/opensips").name == "opensips");
        CHECK(parsed("mysql+pymysql://u:p@h/d").dialect == Dialect::mysql);
        CHECK(parsed("postgresql+psycopg2://u:p@h/d").dialect == Dialect::postgresql);
        CHECK(parsed("postgres://u@h/d").dialect == Dialect::postgresql);
        CHECK(parsed("mysql://u:p@ss@h/d").password ==
              "p@ss");  // not encoded, and clear all the same
        CHECK(parsed("sqlite:////var/lib/x%20y.sqlite").name == "/var/lib/x%20y.sqlite");
        CHECK(parsed("sqlite:///relative").name == "relative");
    }

    TEST_CASE("sockets") {
        CHECK(parsed("mysql://u:p@/d?unix_socket=/run/mysqld/mysqld.sock").option("unix_socket") ==
              "/run/mysqld/mysqld.sock");
        CHECK(parsed("postgresql:///d?host=/run/postgresql").option("host") == "/run/postgresql");
        CHECK(hosts(parsed("postgresql://u@%2Frun%2Fpostgresql/d")) == "/run/postgresql|0 ");
    }

    TEST_CASE("what is wrong is said, and never the password") {
        for (const char* wrong :
             {"", "mysql", "oracle://u:tiger@h/d", "mysql://u:tiger@h", "mysql://u:tiger@h/",
              "mysql://u:tiger%zz@h/d", "mysql://u:tiger@h:0/d", "mysql://u:tiger@h:70000/d",
              "mysql://u:tiger@h:x/d", "mysql://u:tiger@[::1/d", "mysql://u:tiger@h/d?x=1",
              "mysql://u:tiger@h/d?ssl_mode", "mysql://u:tiger@h/d?ssl_mode=on",
              "postgresql://u:tiger@h/d?sslmode=on", "mysql://u:tiger@h/d?connect_timeout=0",
              "mysql://u:tiger@h/d%00", "sqlite://x", "sqlite:///"}) {
            CAPTURE(wrong);
            const auto result = parse_database_uri(wrong);
            REQUIRE_FALSE(result.ok());
            CHECK(result.error().find("tiger") == std::string::npos);
            CHECK(result.error().find('\n') == std::string::npos);
        }
    }

    TEST_CASE("a password is masked whatever it holds") {
        CHECK(mask_secret("mysql://u:ti@ger@h/d?ssl_ca=/a") == "mysql://u:********@h/d?ssl_ca=/a");
        CHECK(mask_secret("postgresql://u@h/d") == "postgresql://u@h/d");
    }

    TEST_CASE("a parameter may stand in several places") {
        const char* sql = "SELECT ?12 WHERE a = ?1 AND b = ?12";
        CHECK(with_dollars(sql) == "SELECT $12 WHERE a = $1 AND b = $12");
        const auto positional = with_positions(sql);
        CHECK(positional.text == "SELECT ? WHERE a = ? AND b = ?");
        CHECK(positional.numbers == std::vector<int>{12, 1, 12});
    }
}
