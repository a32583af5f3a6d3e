#include "store/database_uri.h"

#include <doctest/doctest.h>

using namespace xcapd;

namespace {

DatabaseUri parsed(const char* text) {
    CAPTURE(text);
    auto uri = parse_database_uri(text);
    REQUIRE(uri);
    return *uri;
}

// HOST:PORT of each, with blanks between.
std::string hosts(const char* text) {
    std::string list;
    for (const auto& host : parsed(text).hosts)
        list += (list.empty() ? "" : " ") + host.name + ":" + std::to_string(host.port);
    return list;
}

}  // namespace

TEST_SUITE("store/database_uri") {
    TEST_CASE("OpenXCAP's URIs are read") {
        const auto mysql = parsed("mysql://openxcap:secret@db.example.com:3307/sip");
        CHECK(mysql.dialect == Dialect::mysql);
        CHECK(mysql.user == "openxcap");
        CHECK(mysql.password == "secret");
        CHECK(hosts("mysql://openxcap:secret@db.example.com:3307/sip") == "db.example.com:3307");
        CHECK(mysql.name == "sip");
        CHECK(mysql.options.empty());
        CHECK(parsed("sqlite:///var/lib/x.sqlite").name == "var/lib/x.sqlite");
        CHECK(parsed("sqlite:////var/lib/x.sqlite").name == "/var/lib/x.sqlite");
        CHECK(parsed("sqlite:///x?y#%41").name == "x?y#%41");
    }

    TEST_CASE("a scheme names its database, in any case and with a driver of SQLAlchemy's") {
        CHECK(parsed("postgresql://h/d").dialect == Dialect::postgresql);
        CHECK(parsed("postgres://h/d").dialect == Dialect::postgresql);
        CHECK(parsed("MySQL://h/d").dialect == Dialect::mysql);
        CHECK(parsed("mysql+pymysql://h/d").dialect == Dialect::mysql);
        for (const char* unknown : {"oracle://h/d", "", "mysql", "mysql:/h/d", "://h/d", "h/d"}) {
            CAPTURE(unknown);
            CHECK_FALSE(parse_database_uri(unknown));
        }
    }

    TEST_CASE("several hosts keep their order") {
        CHECK(hosts("mysql://u:p@a:1,b,c:3/d") == "a:1 b:0 c:3");
        CHECK(hosts("postgresql://u@[::1]:5433,[fe80::1]/d") == "::1:5433 fe80::1:0");
        CHECK(hosts("mysql://u:p@/d") == "");
        CHECK(hosts("mysql:///d") == "");
        for (const char* bad : {"mysql://a:0/d", "mysql://a:65536/d", "mysql://a:x/d",
                                "mysql://a:/d", "mysql://a:1x/d", "mysql://[::1/d",
                                "mysql://[::1]x/d", "mysql://:3306/d", "mysql://a:-1/d"}) {
            CAPTURE(bad);
            CHECK_FALSE(parse_database_uri(bad));
        }
    }

    TEST_CASE(
        "user, password and name are percent-decoded; an @ in a password need not be encoded") {
        const auto uri = parsed("mysql://a%40b:p%3A%2F%25@h/d%20x");
        CHECK(uri.user == "a@b");
        CHECK(uri.password == "p:/%");
        CHECK(uri.name == "d x");
        CHECK(parsed("mysql://u:p@ss:w@h/d").password == "p@ss:w");
        CHECK(parsed("mysql://u:a/b@h/d").password == "a/b");
        CHECK(parsed("mysql://u@h/d").password == "");
    }

    TEST_CASE("what cannot be read is one line without the password") {
        for (const char* bad :
             {"mysql://u:s3cr%et@h/d", "mysql://u:s3cret@h", "mysql://u:s3cret@h/",
              "mysql://u:s3cret@h:x/d", "mysql://u:s3cret@h/d?color=red", "mysql://u:s3cr%00et@h/d",
              "oracle://u:s3cret@h/d"}) {
            CAPTURE(bad);
            const auto uri = parse_database_uri(bad);
            REQUIRE_FALSE(uri);
            CHECK(uri.error().find("s3cr") == std::string::npos);
            CHECK(uri.error().find('\n') == std::string::npos);
        }
    }

    TEST_CASE("options are those of the database, and others are refused by name") {
        const auto uri = parsed("mysql:///d?unix_socket=/run/my%20sql&ssl_mode=verify");
        CHECK(uri.option("unix_socket") == "/run/my sql");
        CHECK(uri.option("ssl_mode") == "verify");
        CHECK(uri.option("ssl_ca", "otherwise") == "otherwise");
        CHECK(parsed("postgresql:///d?host=/run/postgresql").option("host") == "/run/postgresql");
        const auto unknown = parse_database_uri("postgresql://h/d?unix_socket=/x");
        REQUIRE_FALSE(unknown);
        CHECK(unknown.error().find("unix_socket") != std::string::npos);
        CHECK(unknown.error().find("sslmode") != std::string::npos);
        CHECK_FALSE(parse_database_uri("mysql://h/d?ssl_mode"));
        CHECK_FALSE(parse_database_uri("mysql://h/d?ssl_ca=%zz"));
    }
}
