// Bob is never bob: names are compared byte by byte, whatever the database's collation.
#include <doctest/doctest.h>
#include "store/accounts.h"

#include "unit/support/databases.h"

using namespace xcapd;
using namespace xcapd::test;

namespace {

DocumentKey named(const char* username, const char* doc_uri = "index") {
    return {username, "example.com", 4, doc_uri};
}

Commit create(Database& database, const DocumentKey& key) {
    return database.store->commit(
        {key, {}, "<" + key.username + "/>", "e-" + key.username.substr(0, 62)});
}

// What becomes of a new document once nobody else's write can be the reason.
Commit settle(Database& database, const DocumentKey& key) {
    auto outcome = create(database, key);
    for (int again = 0; again < 5 && outcome == Commit::conflict; ++again)
        outcome = create(database, key);
    return outcome;
}

// The tables as another program made them: the schema's with `from` replaced.
void make_tables(Database& database, const std::string& from, const std::string& to) {
    std::string script(schema_script(database.config.storage_db_uri));
    REQUIRE(script.find(from) != script.npos);
    for (auto at = script.find(from); at != script.npos; at = script.find(from, at + to.size()))
        script.replace(at, from.size(), to);
    for (const char* table : {"xcap", "subscriber", "watchers"})
        database.run("DROP TABLE " + std::string(table));
    database.run(script);
}

// A server's tables as they often are: MySQL's default collation, an operator's own on PostgreSQL.
void ignore_case(Database& database) {
    if (database.kind == Dialect::mysql) {
        make_tables(database, "utf8mb4_bin", "utf8mb4_general_ci");
        return;
    }
    database.run(
        "CREATE COLLATION ignoring_case "
        "(provider = icu, locale = 'und-u-ks-level1', deterministic = false)");
    for (const char* column :
         {"xcap ALTER username", "xcap ALTER domain", "xcap ALTER doc_uri", "xcap ALTER etag",
          "subscriber ALTER username", "subscriber ALTER domain", "watchers ALTER presentity_uri"})
        database.run("ALTER TABLE " + std::string(column) +
                     " TYPE VARCHAR(255) COLLATE ignoring_case");
}

}  // namespace

TEST_SUITE("store/contract: names") {
    TEST_CASE("every column of the key counts") {
        on_each_database([](Database& database) {
            REQUIRE(database.write({}, "<a/>", "e1") == Commit::done);
            const std::vector<DocumentKey> others = {
                {"Alice", "example.com", 4, "index"},
                {"alice", "", 4, "index"},
                {"alice", "example.com", 0, "index"},
                {"alice", "example.com", 4, "INDEX"},
                {"", "", 4, "index"},
                {"alice", "Example.com", 4, "index"},
                {"alice", "example.com", 4, ""},
                {"alic\xC3\xA9", "example.com", 4, "index"},
            };
            for (const auto& other : others) {
                CAPTURE(other.username + "@" + other.domain + " " + other.doc_uri);
                CHECK_FALSE(database.store->find_document(other));
                CHECK(database.store->commit({other, "e1", "<b/>", "e2"}) == Commit::conflict);
                CHECK(database.store->commit({other, "e1", {}, ""}) == Commit::conflict);
            }
            for (const auto& other : others) {
                CAPTURE(other.username + "@" + other.domain + " " + other.doc_uri);
                CHECK(database.store->commit({other, {}, "<b/>", "e"}) == Commit::done);
                CHECK(database.store->commit({other, "e", {}, ""}) == Commit::done);
            }
            CHECK(database.store->find_document(database.key)->bytes == "<a/>");
        });
    }

    TEST_CASE("names with quotes, signs of SQL and letters of any script are names") {
        on_each_database([](Database& database) {
            for (const char* name : {"o'neil", "a\"b", "a\\", "a\\'b", "%", "_", "?1", "$1", "a;--",
                                     "\xC3\xA9", "\xF0\x9F\x98\x80", " leading"}) {
                CAPTURE(name);
                REQUIRE(create(database, named(name)) == Commit::done);
                REQUIRE(create(database, named("x", name)) == Commit::done);
                CHECK(database.store->find_etag(named(name)) == "e-" + std::string(name));
                CHECK(database.store->find_etag(named("x", name)) == "e-x");
            }
        });
    }

    TEST_CASE(
        "under a collation that ignores case the second of two names is unfit, never the first") {
        on_each_server([](Database& database) {
            ignore_case(database);
            REQUIRE(create(database, named("bob")) == Commit::done);
            REQUIRE(create(database, named("e")) == Commit::done);
            for (const auto& other : {named("Bob"), named("bob", "INDEX"), named("\xC3\xA9")}) {
                CAPTURE(other.username + " " + other.doc_uri);
                CHECK_FALSE(database.store->find_document(other));
                CHECK(settle(database, other) == Commit::unfit);
                CHECK(database.store->commit({other, "e-bob", "<b/>", "e2"}) == Commit::conflict);
                CHECK(database.store->commit({other, "e-bob", {}, ""}) == Commit::conflict);
                CHECK(database.store->commit({other, "e-e", {}, ""}) == Commit::conflict);
            }
            CHECK(database.store->commit({named("bob"), "E-BOB", {}, ""}) == Commit::conflict);
            CHECK(database.store->find_document(named("bob"))->bytes == "<bob/>");
            CHECK(database.store->find({named("bob"), " E-BOB "})->bytes);
            CHECK_FALSE(database.store->find({named("bob"), " e-bob "})->bytes);
            // Nobody is in the way any more.
            REQUIRE(database.store->commit({named("bob"), "e-bob", {}, ""}) == Commit::done);
            CHECK(create(database, named("Bob")) == Commit::done);
        });
    }

    TEST_CASE(
        "under a collation that ignores case nobody logs in as another or reads his watchers") {
        on_each_server([](Database& database) {
            ignore_case(database);
            Credentials secrets;
            secrets.ha1 = "h1";
            REQUIRE(insert_account(database.config, "bob", "b.org", secrets));
            CHECK(database.store->find_credentials("bob", "b.org"));
            CHECK_FALSE(database.store->find_credentials("Bob", "b.org"));
            CHECK_FALSE(database.store->find_credentials("bob", "B.org"));
            CHECK_FALSE(update_account(database.config, "Bob", "b.org", secrets));
            CHECK_FALSE(delete_account(database.config, "Bob", "b.org"));
            database.run(
                "INSERT INTO watchers (presentity_uri, watcher_username, watcher_domain, status, "
                "inserted_time) VALUES ('sip:bob@b.org', 'eve', 'b.org', 1, 0)");
            CHECK(database.store->find_watchers("sip:bob@b.org").size() == 1);
            CHECK(database.store->find_watchers("sip:Bob@b.org").empty());
        });
    }

    TEST_CASE(
        "a server holds no name that ends with a blank, is not UTF-8 or has a NUL; SQLite does") {
        on_each_database([](Database& database) {
            REQUIRE(create(database, named("bob")) == Commit::done);
            const auto expected = database.kind == Dialect::sqlite ? Commit::done : Commit::unfit;
            for (const std::string& name :
                 {std::string("bob "), std::string("b\xFFz"), std::string("b\0b", 3)}) {
                CAPTURE(name);
                const DocumentKey user{name, "example.com", 4, "index"};
                const DocumentKey document{"bob", "example.com", 4, name};
                for (const auto& key : {user, document}) {
                    CHECK_FALSE(database.store->find_document(key));
                    CHECK(database.store->commit({key, "e-bob", {}, ""}) == Commit::conflict);
                    CHECK(create(database, key) == expected);
                }
            }
            CHECK(database.store->find_document(named("bob"))->bytes == "<bob/>");
        });
    }

    TEST_CASE("a name, a tag or a document too long for its column is unfit, never cut") {
        on_each_server([](Database& database) {
            const std::string name(65, 'a');
            CHECK(create(database, named(name.c_str())) == Commit::unfit);
            CHECK(create(database, named(name.substr(1).c_str())) == Commit::done);
            CHECK(create(database, named("bob", std::string(256, 'a').c_str())) == Commit::unfit);
            CHECK(create(database, named("bob", std::string(255, 'a').c_str())) == Commit::done);
            CHECK(database.write({}, "<a/>", std::string(65, 'e')) == Commit::unfit);
            CHECK_FALSE(database.store->find_document(named(name.c_str())));
            CHECK_FALSE(database.store->find_credentials(name, "b.org"));
            database.store->expect({named(name.c_str()), ""});
            CHECK_FALSE(database.store->find_credentials("bob", "b.org"));
            CHECK_FALSE(database.store->find_document(named(name.c_str())));
            CHECK(database.store->find_watchers(std::string(300, 'a')).empty());
            // 64 characters, of four bytes each.
            std::string faces;
            for (int i = 0; i < 64; ++i) faces += "\xF0\x9F\x98\x80";
            CHECK(database.store->commit({named(faces.c_str()), {}, "<a/>", "e"}) == Commit::done);
            CHECK(database.store->find_etag(named(faces.c_str())) == "e");
            if (database.kind != Dialect::mysql) return;
            database.run("ALTER TABLE xcap MODIFY doc BLOB NOT NULL");  // OpenXCAP's, FACTS 3.1
            CHECK(database.write({}, std::string(1 << 16, 'a'), "e1") == Commit::unfit);
            CHECK_FALSE(database.store->find_document(database.key));
            CHECK(database.write({}, std::string((1 << 16) - 1, 'a'), "e1") == Commit::done);
            CHECK(database.write("e1", std::string(1 << 16, 'a'), "e2") == Commit::unfit);
            CHECK(database.store->find_document(database.key)->bytes.size() == (1 << 16) - 1);
        });
    }

    TEST_CASE("tables whose columns are padded with blanks serve as well") {
        // MySQL's CHAR is what all other cases have.
        on(Dialect::postgresql, [](Database& database) {
            make_tables(database, "VARCHAR(", "CHAR(");
            Credentials secrets;
            secrets.ha1 = "h1";
            REQUIRE(insert_account(database.config, "bob", "b.org", secrets));
            CHECK(database.store->find_credentials("bob", "b.org")->ha1 == "h1");
            CHECK(list_accounts(database.config) ==
                  std::vector<std::pair<std::string, std::string>>{{"bob", "b.org"}});
            REQUIRE(create(database, named("bob")) == Commit::done);
            CHECK(create(database, named("bob")) == Commit::conflict);
            CHECK(database.store->find_etag(named("bob")) == "e-bob");
            CHECK_FALSE(database.store->find({named("bob"), " e-bob "})->bytes);
            CHECK(database.store->commit({named("bob"), "e-bob", "<c/>", "e2"}) == Commit::done);
            CHECK(database.store->commit({named("bob"), "e-bob", {}, ""}) == Commit::conflict);
            database.run(
                "INSERT INTO watchers (presentity_uri, watcher_username, watcher_domain, status, "
                "inserted_time) VALUES ('sip:bob@b.org', 'eve', 'b.org', 1, 0)");
            const auto watchers = database.store->find_watchers("sip:bob@b.org");
            REQUIRE(watchers.size() == 1);
            CHECK(watchers[0].username == "eve");
            CHECK(database.store->commit({named("bob"), "e2", {}, ""}) == Commit::done);
        });
    }
}
