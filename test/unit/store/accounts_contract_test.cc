// Accounts and watchers, the same on every database.
#include "store/accounts.h"

#include <doctest/doctest.h>

#include "unit/support/databases.h"

using namespace xcapd;
using namespace xcapd::test;

namespace {

using Accounts = std::vector<std::pair<std::string, std::string>>;

Credentials with_ha1(std::string ha1) {
    Credentials secrets;
    secrets.ha1 = std::move(ha1);
    return secrets;
}

}  // namespace

TEST_SUITE("store/contract: accounts") {
    TEST_CASE("accounts are added once, changed, deleted and listed") {
        on_each_database([](Database& database) {
            const auto& config = database.config;
            CHECK_FALSE(database.store->find_credentials("bob", "b.org"));
            CHECK(insert_account(config, "bob", "b.org", with_ha1("h1")));
            CHECK_FALSE(insert_account(config, "bob", "b.org", with_ha1("h0")));
            CHECK(insert_account(config, "Bob", "b.org", with_ha1("H1")));
            CHECK(insert_account(config, "alice", "c.org", with_ha1("h1")));
            CHECK(database.store->find_credentials("bob", "b.org")->ha1 == "h1");
            CHECK(database.store->find_credentials("Bob", "b.org")->ha1 == "H1");
            CHECK_FALSE(database.store->find_credentials("bob", "c.org"));
            CHECK_FALSE(database.store->find_credentials("bob", "B.org"));
            CHECK(update_account(config, "bob", "b.org", with_ha1("h2")));
            CHECK(update_account(config, "bob", "b.org", with_ha1("h2")));  // nothing new
            CHECK_FALSE(update_account(config, "eve", "b.org", with_ha1("h2")));
            CHECK(database.store->find_credentials("bob", "b.org")->ha1 == "h2");
            CHECK(list_accounts(config) ==
                  Accounts{{"Bob", "b.org"}, {"bob", "b.org"}, {"alice", "c.org"}});
            CHECK(delete_account(config, "bob", "b.org"));
            CHECK_FALSE(delete_account(config, "bob", "b.org"));
            CHECK_FALSE(database.store->find_credentials("bob", "b.org"));
            CHECK(database.store->find_credentials("Bob", "b.org"));
        });
    }

    TEST_CASE("names with quotes and signs of SQL are names") {
        on_each_database([](Database& database) {
            const auto& config = database.config;
            REQUIRE(insert_account(config, "bob", "b.org", with_ha1("h1")));
            for (const char* name :
                 {"o'neil", "' OR '1'='1", "a\"b", "a\\", "%", "?1", "$1", "x;--", "\xC3\xA9"}) {
                CAPTURE(name);
                CHECK_FALSE(database.store->find_credentials(name, "b.org"));
                CHECK_FALSE(delete_account(config, name, "b.org"));
                CHECK(insert_account(config, name, "b.org", with_ha1(name)));
                CHECK(database.store->find_credentials(name, "b.org")->ha1 == name);
                CHECK(update_account(config, name, "b.org", with_ha1("h2")));
                CHECK(database.store->find_credentials(name, "b.org")->ha1 == "h2");
                CHECK(delete_account(config, name, "b.org"));
            }
            CHECK(list_accounts(config) == Accounts{{"bob", "b.org"}});
        });
    }

    TEST_CASE("a name that a server cannot hold is nobody's, and no account is made of it") {
        on_each_server([](Database& database) {
            const auto& config = database.config;
            REQUIRE(insert_account(config, "bob", "b.org", with_ha1("h1")));
            for (const std::string& name :
                 {std::string("b\xFFz"), std::string("bob\0", 4), std::string("bob ")}) {
                CAPTURE(name);
                CHECK_FALSE(database.store->find_credentials(name, "b.org"));
                database.store->expect({database.key, ""});
                CHECK_FALSE(database.store->find_credentials(name, "b.org"));
                CHECK_FALSE(database.store->find_credentials("bob", name));
                CHECK_THROWS_WITH_AS(insert_account(config, name, "b.org", with_ha1("h2")),
                                     doctest::Contains("cannot hold"), StoreError);
                CHECK_FALSE(update_account(config, name, "b.org", with_ha1("h2")));
                CHECK_FALSE(delete_account(config, name, "b.org"));
            }
            // Refused, not cut, and not called an account that exists.
            CHECK_THROWS_WITH_AS(
                insert_account(config, std::string(65, 'a'), "b.org", with_ha1("h2")),
                doctest::Contains("cannot hold"), StoreError);
            CHECK(list_accounts(config) == Accounts{{"bob", "b.org"}});
            CHECK(database.store->find_credentials("bob", "b.org")->ha1 == "h1");
        });
    }

    TEST_CASE("a clear password is read with cleartext_passwords only") {
        on_each_database([](Database& database) {
            Credentials secrets = with_ha1("h1");
            secrets.password = "123";
            secrets.ha1_sha256 = "s";
            secrets.ha1b = "b";  // there is no such column
            REQUIRE(insert_account(database.config, "bob", "b.org", secrets));
            auto found = database.store->find_credentials("bob", "b.org");
            CHECK(found->password == "");
            CHECK(found->ha1_sha256 == "s");
            CHECK(found->ha1b == "");
            database.config.cleartext_passwords = true;
            found = open_store(database.config)->find_credentials("bob", "b.org");
            CHECK(found->password == "123");
        });
    }

    TEST_CASE("accounts may be in another database, of another kind") {
        on_each_database([](Database& database) {
            on(Dialect::sqlite, [&](Database& accounts) {
                Config config = database.config;
                config.authentication_db_uri = accounts.config.authentication_db_uri;
                const auto store = open_store(config);
                REQUIRE(insert_account(config, "bob", "b.org", with_ha1("h1")));
                store->expect({database.key, ""});
                CHECK(store->find_credentials("bob", "b.org")->ha1 == "h1");
                CHECK_FALSE(store->find({database.key, ""}));
                CHECK(store->commit({database.key, {}, "<a/>", "e1"}) == Commit::done);
                CHECK(store->find_etag(database.key) == "e1");
                CHECK(list_accounts(accounts.config).size() == 1);
                REQUIRE(database.write("e1", {}, "") == Commit::done);
            });
        });
    }

    TEST_CASE("what is expected comes with the account, once, and only if told") {
        on_each_database([](Database& database) {
            auto& store = *database.store;
            const auto read = [&](std::string without_bytes) {
                const auto found = store.find({database.key, std::move(without_bytes)});
                return !found ? "absent" : found->etag + ":" + found->bytes.value_or("not fetched");
            };
            const auto account = [&](const char* name, std::string without_bytes) {
                store.expect({database.key, std::move(without_bytes)});
                return store.find_credentials(name, "b.org").has_value();
            };
            CHECK_FALSE(account("bob", ""));  // there are no accounts at all
            CHECK(read("") == "absent");
            REQUIRE(insert_account(database.config, "bob", "b.org", with_ha1("h1")));
            CHECK(account("bob", ""));
            CHECK(read("") == "absent");
            REQUIRE(store.commit({database.key, {}, "<a/>", "e1"}) == Commit::done);

            CHECK(account("bob", ""));
            REQUIRE(open_store(database.config)->commit({database.key, "e1", "<b/>", "e2"}) ==
                    Commit::done);
            CHECK(read("") == "e1:<a/>");  // of the moment of the account
            CHECK(read("") == "e2:<b/>");

            CHECK_FALSE(account("eve", ""));
            CHECK(read("") == "e2:<b/>");
            for (const char* tags : {"*", " e2 ", " e1 e2 e3 "}) {
                CAPTURE(tags);
                CHECK(account("bob", tags));
                CHECK(read(tags) == "e2:not fetched");
                CHECK(read(tags) == "e2:not fetched");
                CHECK(read("") == "e2:<b/>");
            }
            for (const char* tags : {" e ", " E2 "}) {
                CAPTURE(tags);
                CHECK(account("bob", tags));
                CHECK(read(tags) == "e2:<b/>");
            }

            CHECK(account("bob", ""));  // another question than what was expected
            CHECK(store.find_etag(database.key) == "e2");
            CHECK(account("bob", ""));
            store.expect_nothing();
            REQUIRE(store.commit({database.key, "e2", "<c/>", "e3"}) == Commit::done);
            CHECK(read("") == "e3:<c/>");
        });
    }

    TEST_CASE("watchers are those of OpenSIPS's tables (FACTS 3.1, 4.5)") {
        on_each_database([](Database& database) {
            const std::string alice = "sip:alice@example.com";
            auto& store = *database.store;
            CHECK(store.find_watchers(alice).empty());
            database.run(
                "INSERT INTO watchers (presentity_uri, watcher_username, watcher_domain, event, "
                "status, inserted_time) VALUES "
                "('sip:alice@example.com', 'bob', 'example.com', 'presence', 1, 0), "
                "('sip:alice@example.com', 'eve', 'example.com', 'presence', 2, 0), "
                "('sip:alice@example.com', 'dan', 'example.com', 'dialog', 1, 0), "
                "('sip:bob@example.com', 'dan', 'example.com', 'presence', 1, 0)");
            auto watchers = store.find_watchers(alice);
            REQUIRE(watchers.size() == 2);
            CHECK(watchers[0].username == "bob");
            CHECK(watchers[0].domain == "example.com");
            CHECK(watchers[0].status == 1);
            CHECK_FALSE(watchers[0].is_online);
            CHECK(watchers[1].status == 2);
            for (const std::string& nobody :
                 {std::string("sip:Alice@example.com"), alice + " ", alice + std::string(1, '\0'),
                  alice + "\xFF", std::string()}) {
                CAPTURE(nobody);
                CHECK(store.find_watchers(nobody).empty());
            }

            database.run(
                "CREATE TABLE active_watchers (presentity_uri CHAR(255), watcher_username "
                "CHAR(64), "
                "watcher_domain CHAR(64), event CHAR(64))");
            database.run(
                "INSERT INTO active_watchers VALUES "
                "('sip:alice@example.com', 'bob', 'example.com', 'presence'), "
                "('sip:alice@example.com', 'eve', 'example.com', 'dialog')");
            watchers = open_store(database.config)->find_watchers(alice);
            REQUIRE(watchers.size() == 2);
            CHECK(watchers[0].is_online);
            CHECK_FALSE(watchers[1].is_online);

            database.run("DROP TABLE watchers");
            CHECK(open_store(database.config)->find_watchers(alice).empty());
        });
    }
}
