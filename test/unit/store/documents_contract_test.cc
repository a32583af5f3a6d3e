// What Store promises of documents, the same on every database.
#include <doctest/doctest.h>

#include "unit/support/databases.h"

using namespace xcapd;
using namespace xcapd::test;
using namespace std::string_literals;

TEST_SUITE("store/contract: documents") {
    TEST_CASE("a document is created once, replaced and removed only by its etag") {
        on_each_database([](Database& database) {
            auto& store = *database.store;
            CHECK_FALSE(store.find_document(database.key));
            CHECK(database.write("none", "<a/>", "e0") == Commit::conflict);
            CHECK(database.write("none", {}, "") == Commit::conflict);
            CHECK(database.write({}, "<a/>", "e1") == Commit::done);
            CHECK(database.write({}, "<b/>", "e2") == Commit::conflict);
            CHECK(store.find_document(database.key)->bytes == "<a/>");
            CHECK(database.write("e0", "<b/>", "e2") == Commit::conflict);
            CHECK(database.write("E1", "<b/>", "e2") == Commit::conflict);
            CHECK(database.write("e1", "<b/>", "e2") == Commit::done);
            CHECK(store.find_document(database.key)->bytes == "<b/>");
            CHECK(store.find_etag(database.key) == "e2");
            CHECK(database.write("e1", {}, "") == Commit::conflict);
            CHECK(database.write("e2", {}, "") == Commit::done);
            CHECK_FALSE(store.find_etag(database.key));
            CHECK(database.write({}, "<c/>", "e3") == Commit::done);
        });
    }

    TEST_CASE("a replacement by the same bytes is a write") {
        on_each_database([](Database& database) {
            REQUIRE(database.write({}, "<a/>", "e1") == Commit::done);
            CHECK(database.write("e1", "<a/>", "e2") == Commit::done);
            // MySQL counts rows that change; what is asked for is rows that match.
            CHECK(database.write("e2", "<a/>", "e2") == Commit::done);
            CHECK(database.store->find_etag(database.key) == "e2");
        });
    }

    TEST_CASE("of two stores the later write with one etag loses") {
        on_each_database([](Database& database) {
            REQUIRE(database.write({}, "<a/>", "e1") == Commit::done);
            const auto other = open_store(database.config);
            CHECK(other->find_etag(database.key) == "e1");
            CHECK(other->commit({database.key, "e1", "<b/>", "e2"}) == Commit::done);
            CHECK(database.write("e1", "<c/>", "e3") == Commit::conflict);
            CHECK(database.write("e1", {}, "") == Commit::conflict);
            CHECK(database.store->find_document(database.key)->bytes == "<b/>");
        });
    }

    TEST_CASE("bytes come back as they went in") {
        on_each_database([](Database& database) {
            std::string every_byte;
            for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
            // Of each length UTF-8 has, with controls, quotes and NUL.
            std::string mebibyte;
            const auto text = "<a b=\"'\\\">\r\n\t\0%?1$1\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80</a>"s;
            while (mebibyte.size() < 1 << 20) mebibyte += text;
            int count = 0;
            for (const std::string& bytes :
                 {every_byte, mebibyte, std::string(), std::string(" ")}) {
                const DocumentKey key{"a", "b", 4, "doc" + std::to_string(++count)};
                CAPTURE(count);
                REQUIRE(database.store->commit({key, {}, bytes, "e1"}) == Commit::done);
                CHECK((database.store->find_document(key)->bytes == bytes));
                REQUIRE(database.store->commit({key, "e1", bytes + "<b/>", "e2"}) == Commit::done);
                CHECK((database.store->find_document(key)->bytes == bytes + "<b/>"));
                REQUIRE(database.store->commit({key, "e2", bytes, "e3"}) == Commit::done);
                CHECK((database.store->find_document(key)->bytes == bytes));
            }
        });
    }

    TEST_CASE("bytes are not fetched where the tag tells enough") {
        on_each_database([](Database& database) {
            REQUIRE(database.write({}, "<a/>", "e1") == Commit::done);
            const auto fetches = [&](std::string without_bytes) {
                const auto found = database.store->find({database.key, std::move(without_bytes)});
                REQUIRE(found);
                CHECK(found->etag == "e1");
                if (found->bytes) CHECK(*found->bytes == "<a/>");
                return found->bytes.has_value();
            };
            for (const char* tags : {"*", " e1 ", " e0 e1 e2 ", " e0 e1 "}) {
                CAPTURE(tags);
                CHECK_FALSE(fetches(tags));
            }
            // RFC 9110 8.8.3: an entity tag may hold any octet.
            for (const char* tags :
                 {"", " e ", " e11 ", " 1e1 ", " E1 ", " e0 e2 ", " * ", " \xFF\xE9 "}) {
                CAPTURE(tags);
                CHECK(fetches(tags));
            }
            CHECK_FALSE(database.store->find({{"bob", "example.com", 4, "index"}, "*"}));
        });
    }

    TEST_CASE("a document of a table that another program made") {
        on_each_database([](Database& database) {
            database.run(
                "INSERT INTO xcap (username, domain, doc, doc_type, etag, source, doc_uri, port) "
                "VALUES ('alice', 'example.com', '<o/>', 4, 'old', 1, 'index', 5060)");
            CHECK(database.store->find_document(database.key)->bytes == "<o/>");
            CHECK(database.write({}, "<a/>", "e1") == Commit::conflict);
            CHECK(database.write("old", "<a/>", "e1") == Commit::done);
            CHECK(database.rows("SELECT COUNT(*) FROM xcap", 1) == "1\n");
        });
    }

    TEST_CASE("the tables are OpenSIPS's, to the version rows (FACTS 3.1)") {
        on_each_database([](Database& database) {
            const auto connection =
                open_connection(database.config.storage_db_uri, std::chrono::milliseconds(1000));
            CHECK(connection->columns_of("xcap") ==
                  std::vector<std::string>{"id", "username", "domain", "doc", "doc_type", "etag",
                                           "source", "doc_uri", "port"});
            CHECK(connection->columns_of("no_such_table").empty());
            const auto versions = connection->prepare(
                "SELECT table_name, table_version FROM version ORDER BY table_name");
            std::string rows;
            while (versions->next()) rows += versions->column(0) + "=" + versions->column(1) + " ";
            CHECK(rows == "subscriber=8 watchers=4 xcap=4 ");
            REQUIRE(database.write({}, "<a/>", "e1") == Commit::done);
            CHECK(database.rows("SELECT source FROM xcap", 1) == "0\n");
            CHECK(database.rows("SELECT port FROM xcap", 1) == "0\n");
        });
    }
}
