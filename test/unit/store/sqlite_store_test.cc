#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>

#include "config/load.h"
#include "store/accounts.h"
#include "store/sql_driver.h"
#include "store/store.h"

using namespace xcapd;
using std::chrono::milliseconds;

namespace {

// A configuration with a database of its own, removed at the end.
struct Database {
    Database() {
        std::string name = (std::filesystem::temp_directory_path() / "xcapd-test-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        directory = name;
        config = default_config();
        config.storage_db_uri = "sqlite:///" + name + "/xcapd.sqlite";
        config.authentication_db_uri = config.storage_db_uri;
        config.write_timeout = 100;
        store = open_store(config);
    }
    ~Database() { std::filesystem::remove_all(directory); }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    Commit write(std::optional<std::string> expected, std::optional<std::string> bytes,
                 std::string etag) {
        return store->commit({key, std::move(expected), std::move(bytes), std::move(etag)});
    }

    std::filesystem::path directory;
    Config config;
    std::unique_ptr<Store> store;
    const DocumentKey key{"alice", "example.com", 4, "index"};
};

}  // namespace

TEST_SUITE("store/sqlite") {
    TEST_CASE_FIXTURE(Database,
                      "a document is created once, replaced and removed only by its etag") {
        CHECK_FALSE(store->find_document(key));
        CHECK(write("none", "<a/>", "e0") == Commit::conflict);
        CHECK(write({}, "<a/>", "e1") == Commit::done);
        CHECK(write({}, "<b/>", "e2") == Commit::conflict);
        CHECK(store->find_document(key)->bytes == "<a/>");
        CHECK(write("e0", "<b/>", "e2") == Commit::conflict);
        CHECK(write("e1", "<b/>", "e2") == Commit::done);
        CHECK(store->find_etag(key) == "e2");
        CHECK(write("e1", {}, "") == Commit::conflict);
        CHECK(write("e2", {}, "") == Commit::done);
        CHECK_FALSE(store->find_etag(key));
    }

    TEST_CASE_FIXTURE(Database, "every column of the key counts, with regard to case") {
        REQUIRE(write({}, "<a/>", "e1") == Commit::done);
        for (const DocumentKey& other :
             {DocumentKey{"Alice", "example.com", 4, "index"}, DocumentKey{"alice", "", 4, "index"},
              DocumentKey{"alice", "example.com", 0, "index"},
              DocumentKey{"alice", "example.com", 4, "INDEX"}, DocumentKey{"", "", 4, "index"}})
            CHECK_FALSE(store->find_document(other));
    }

    TEST_CASE_FIXTURE(Database, "bytes come back as they went in") {
        std::string bytes("<a>\0\xFF\r\n\xC3\xA9</a>", 13);
        REQUIRE(write({}, bytes, "e1") == Commit::done);
        CHECK(store->find_document(key)->bytes == bytes);
        const DocumentKey empty{"a", "b", 4, "empty"};
        REQUIRE(store->commit({empty, {}, "", "e"}) == Commit::done);
        CHECK(store->find_document(empty)->bytes == "");
    }

    TEST_CASE_FIXTURE(Database, "a table without a unique key still creates a document once") {
        const auto connection =
            open_connection(config.storage_db_uri, std::chrono::milliseconds(100));
        connection->run_script(
            "CREATE TABLE plain (username, domain, doc BLOB, doc_type, etag, "
            "source, doc_uri, port)");
        Config other = config;
        other.xcap_table = "plain";
        store = open_store(other);
        connection->run_script("CREATE TABLE subscriber (username, domain, password, ha1)");
        CHECK(write({}, "<a/>", "e1") == Commit::done);
        CHECK(write({}, "<b/>", "e2") == Commit::conflict);
    }

    TEST_CASE_FIXTURE(Database, "a missing table of the operator's own name is refused by name") {
        config.xcap_table = "my_documents";
        store = open_store(config);
        CHECK_THROWS_WITH_AS(store->find_document(key), doctest::Contains("my_documents"),
                             StoreError);
    }

    TEST_CASE_FIXTURE(Database,
                      "a locked database is a StoreError after write_timeout, then recovers") {
        REQUIRE(write({}, "<a/>", "e1") == Commit::done);
        const auto other = open_connection(config.storage_db_uri, std::chrono::milliseconds(100));
        const auto begin = other->prepare("BEGIN IMMEDIATE");
        begin->execute();
        CHECK_THROWS_AS(write("e1", "<b/>", "e2"), StoreError);
        CHECK(store->find_document(key)->bytes == "<a/>");  // reads go on
        const auto rollback = other->prepare("ROLLBACK");
        rollback->execute();
        CHECK(write("e1", "<b/>", "e2") == Commit::done);
    }

    TEST_CASE_FIXTURE(Database, "the tables are OpenSIPS's, to the version rows (FACTS 3.1)") {
        CHECK_FALSE(store->find_etag(key));
        const auto connection =
            open_connection(config.storage_db_uri, std::chrono::milliseconds(100));
        CHECK(connection->columns_of("xcap") ==
              std::vector<std::string>{"id", "username", "domain", "doc", "doc_type", "etag",
                                       "source", "doc_uri", "port"});
        const auto versions = connection->prepare(
            "SELECT table_name, table_version FROM version ORDER BY table_name");
        std::string rows;
        while (versions->next()) rows += versions->column(0) + "=" + versions->column(1) + " ";
        CHECK(rows == "subscriber=8 watchers=4 xcap=4 ");
        const auto defaults = connection->prepare("SELECT source, port FROM xcap");
        REQUIRE(write({}, "<a/>", "e1") == Commit::done);
        REQUIRE(defaults->next());
        CHECK(defaults->column(0) + defaults->column(1) == "00");
    }

    TEST_CASE_FIXTURE(Database, "watchers are those of OpenSIPS's tables (FACTS 3.1, 4.5)") {
        const std::string alice = "sip:alice@example.com";
        CHECK(store->find_watchers(alice).empty());
        const auto connection = open_connection(config.storage_db_uri, milliseconds(100));
        connection->run_script(
            "INSERT INTO watchers (presentity_uri, watcher_username, watcher_domain, event, "
            "status, inserted_time) VALUES "
            "('sip:alice@example.com', 'bob', 'example.com', 'presence', 1, 0), "
            "('sip:alice@example.com', 'eve', 'example.com', 'presence', 2, 0), "
            "('sip:alice@example.com', 'dan', 'example.com', 'dialog', 1, 0), "
            "('sip:bob@example.com', 'dan', 'example.com', 'presence', 1, 0)");
        auto watchers = store->find_watchers(alice);
        REQUIRE(watchers.size() == 2);
        CHECK(watchers[0].username == "bob");
        CHECK(watchers[0].status == 1);
        CHECK_FALSE(watchers[0].is_online);
        CHECK(watchers[1].status == 2);

        connection->run_script(
            "CREATE TABLE active_watchers (presentity_uri, watcher_username, watcher_domain, "
            "event); INSERT INTO active_watchers VALUES "
            "('sip:alice@example.com', 'bob', 'example.com', 'presence'), "
            "('sip:alice@example.com', 'eve', 'example.com', 'dialog')");
        watchers = open_store(config)->find_watchers(alice);
        REQUIRE(watchers.size() == 2);
        CHECK(watchers[0].is_online);
        CHECK_FALSE(watchers[1].is_online);

        connection->run_script("DROP TABLE watchers");
        CHECK(open_store(config)->find_watchers(alice).empty());
    }

    TEST_CASE_FIXTURE(Database, "accounts are added once, changed, deleted and listed") {
        Credentials secrets;
        secrets.ha1 = "h1";
        CHECK(insert_account(config, "bob", "b.org", secrets));
        CHECK_FALSE(insert_account(config, "bob", "b.org", secrets));
        CHECK(insert_account(config, "alice", "b.org", secrets));
        CHECK(store->find_credentials("bob", "b.org")->ha1 == "h1");
        CHECK_FALSE(store->find_credentials("bob", "c.org"));
        secrets.ha1 = "h2";
        CHECK(update_account(config, "bob", "b.org", secrets));
        CHECK_FALSE(update_account(config, "eve", "b.org", secrets));
        CHECK(store->find_credentials("bob", "b.org")->ha1 == "h2");
        CHECK(list_accounts(config) == std::vector<std::pair<std::string, std::string>>{
                                           {"alice", "b.org"}, {"bob", "b.org"}});
        CHECK(delete_account(config, "bob", "b.org"));
        CHECK_FALSE(delete_account(config, "bob", "b.org"));
    }

    TEST_CASE_FIXTURE(Database, "what is expected comes with the account, once, and only if told") {
        const auto read = [&](std::string without_bytes) {
            const auto found = store->find({key, std::move(without_bytes)});
            return !found ? "absent" : found->etag + ":" + found->bytes.value_or("not fetched");
        };
        const auto account = [&](const char* name, std::string without_bytes) {
            store->expect({key, std::move(without_bytes)});
            return store->find_credentials(name, "b.org").has_value();
        };
        Credentials secrets;
        secrets.ha1 = "h1";
        REQUIRE(insert_account(config, "bob", "b.org", secrets));
        CHECK(account("bob", ""));
        CHECK(read("") == "absent");
        REQUIRE(store->commit({key, {}, "<a/>", "e1"}) == Commit::done);

        CHECK(account("bob", ""));
        REQUIRE(open_store(config)->commit({key, "e1", "<b/>", "e2"}) == Commit::done);
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
        CHECK(account("bob", " e "));
        CHECK(read(" e ") == "e2:<b/>");

        CHECK(account("bob", ""));  // another question than what was expected
        CHECK(store->find_etag(key) == "e2");
        CHECK(account("bob", ""));
        store->expect_nothing();
        REQUIRE(store->commit({key, "e2", "<c/>", "e3"}) == Commit::done);
        CHECK(read("") == "e3:<c/>");
    }

    TEST_CASE_FIXTURE(Database, "cleartext_passwords reads the password column") {
        Credentials secrets;
        secrets.password = "123";
        secrets.ha1 = "h1";
        REQUIRE(insert_account(config, "bob", "b.org", secrets));
        config.cleartext_passwords = true;
        store = open_store(config);
        CHECK(store->find_credentials("bob", "b.org")->password == "123");
    }
}
