#include "store/fitness.h"

#include <doctest/doctest.h>

#include "unit/support/databases.h"

using namespace xcapd;
using namespace xcapd::test;

namespace {

std::string lines(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts) all += text + "\n";
    return all;
}

std::string refusals(Database& db) {
    return lines(fitness_of(*db.connect(), db.config.storage_db_uri, db.config).refusals);
}

const char* drop_key(const Database& db) {
    return db.kind == Dialect::mysql ? "ALTER TABLE xcap DROP KEY account_doc_type_idx"
                                     : "ALTER TABLE xcap DROP CONSTRAINT xcap_account_doc_type_idx";
}

}  // namespace

TEST_SUITE("store/fitness") {
    TEST_CASE("what init-db makes is fit, without a warning") {
        on_each_database([](Database& db) {
            const auto fitness = fitness_of(*db.connect(), db.config.storage_db_uri, db.config);
            CHECK(lines(fitness.refusals) + lines(fitness.warnings) == "");
        });
    }

    TEST_CASE("an index that does not keep documents apart is no key") {
        on(Dialect::postgresql, [](Database& db) {
            db.run(drop_key(db));
            for (const char* columns : {"(username, domain, doc_type, doc_uri) WHERE source = 0",
                                        "(lower(username), domain, doc_type, doc_uri)",
                                        "(username, domain, doc_type, doc_uri, etag)",
                                        "(id) INCLUDE (username, domain, doc_type, doc_uri)"}) {
                CAPTURE(columns);
                db.run("CREATE UNIQUE INDEX other ON xcap " + std::string(columns));
                CHECK(refusals(db).find("no unique key") != std::string::npos);
                db.run("DROP INDEX other");
            }
            db.run("CREATE INDEX other ON xcap (username, domain, doc_type, doc_uri)");
            CHECK(refusals(db).find("no unique key") != std::string::npos);
        });
    }

    TEST_CASE("Kamailio's key on doc_uri alone goes with its layout only") {
        on_each_server([](Database& db) {
            db.run(drop_key(db));
            db.run("CREATE UNIQUE INDEX doc_uri_idx ON xcap (doc_uri)");
            CHECK(refusals(db).find("doc_uri_style = kamailio") != std::string::npos);
            db.config.doc_uri_style = "kamailio";
            CHECK(refusals(db) == "");
        });
    }

    TEST_CASE("a column that cannot hold what it must is refused") {
        on(Dialect::mysql, [](Database& db) {
            db.run("ALTER TABLE xcap MODIFY doc BLOB NOT NULL");
            CHECK(refusals(db).find("column doc (blob) takes 65535 of") != std::string::npos);
            db.config.max_document_size = 65535;
            CHECK(refusals(db) == "");
            db.run("ALTER TABLE xcap MODIFY etag CHAR(20) NOT NULL");
            CHECK(refusals(db).find("column etag (char(20)) takes 20 of 32") != std::string::npos);
            db.run("ALTER TABLE xcap MODIFY etag CHAR(64) NOT NULL, ADD owner INT NOT NULL");
            CHECK(refusals(db).find("column owner is NOT NULL") != std::string::npos);
            db.run("ALTER TABLE xcap DROP owner, DROP port");
            CHECK(refusals(db).find("no column port") != std::string::npos);
        });
    }

    TEST_CASE(
        "an engine that loses writes is refused, a collation that ignores case only warned of") {
        on(Dialect::mysql, [](Database& db) {
            db.run(
                "ALTER TABLE xcap ENGINE = MyISAM; "
                "ALTER TABLE subscriber CONVERT TO CHARACTER SET utf8mb4 COLLATE "
                "utf8mb4_general_ci");
            const auto fitness = fitness_of(*db.connect(), db.config.storage_db_uri, db.config);
            CHECK(lines(fitness.refusals).find("engine MyISAM") != std::string::npos);
            CHECK(lines(fitness.warnings).find("table subscriber, column username, domain") !=
                  std::string::npos);
        });
    }
}
