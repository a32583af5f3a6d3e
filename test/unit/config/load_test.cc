#include "config/load.h"

#include <doctest/doctest.h>

#include <optional>

#include "config/settings.h"

using namespace xcapd;

namespace {

const std::string needed = "[Server]\nroot = http://example.com/xcap-root\n";

Config loaded(const std::string& text) {
    auto config = load_config(text, "config.ini");
    REQUIRE_MESSAGE(config.ok(), config.error().front());
    return config->config;
}

std::string first_error(const std::string& text) {
    const auto config = load_config(text, "config.ini");
    REQUIRE_FALSE(config.ok());
    return config.error().front();
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

// A value the row must refuse, or nothing where every text is good.
std::optional<std::string> bad_value(const Setting& setting) {
    if (std::holds_alternative<bool Config::*>(setting.member)) return "perhaps";
    if (std::holds_alternative<std::int64_t Config::*>(setting.member))
        return std::to_string(setting.max + 1);
    if (!setting.allowed.empty()) return "no-such-word";
    return std::nullopt;
}

}  // namespace

TEST_SUITE("config") {
    TEST_CASE(
        "every setting of the table takes its default and refuses a bad value by line and key") {
        for (const auto& setting : settings()) {
            const std::string name(setting.key);
            CAPTURE(name);
            Config config;
            CHECK(assign(setting, setting.default_text, config) == "");
            CHECK(find_setting(setting.section, setting.key) == &setting);
            CHECK_FALSE(setting.help.empty());
            if (const auto bad = bad_value(setting)) {
                const auto error = first_error(needed + "[" + std::string(setting.section) + "]\n" +
                                               name + " = " + *bad + "\n");
                CHECK(contains(error, "config.ini:4: "));
                CHECK(contains(error, name));
                CHECK(contains(error, "expected"));
            }
        }
    }

    TEST_CASE(
        "OpenXCAP's format: sections, both separators, comments, continuation, any key case") {
        const auto config = loaded(
            "; a comment\n# another\n[Server]\nRoot: http://a.org/r,\n   https://b.org/r\n\n"
            "[Authentication]\n  type = basic\ntrusted_peers = 10.0.0.0/8, ::1\n"
            "default_realm=None\n[Server]\nbackend = opensips\n");
        CHECK(config.root == List{"http://a.org/r", "https://b.org/r"});
        CHECK(config.auth_type == "basic");
        CHECK(config.trusted_peers == List{"10.0.0.0/8", "::1"});
        CHECK(config.default_realm == "");
        CHECK(config.backend == "OpenSIPS");
    }

    TEST_CASE("keys may be indented, and blank lines and comments part no value, as in Python") {
        const auto config = loaded(
            "[Server] ; where\n    root = http://a.org/r,\n\n  ; another\n"
            "      http://b.org/r\n"
            "    backend = opensips\n    port = 81\n\n"
            "  [Authentication]\n  default_realm = a.org\n  trusted_peers = none\n\n"
            "  type =\n     basic\n");
        CHECK(config.root == List{"http://a.org/r", "http://b.org/r"});
        CHECK(config.backend == "OpenSIPS");
        CHECK(config.port == 81);
        CHECK(config.default_realm == "a.org");
        CHECK(config.trusted_peers.empty());
        CHECK(config.auth_type == "basic");
    }

    TEST_CASE("the words of a status filter stand in any case") {
        CHECK(loaded(needed + "[Logging]\nlog_request = ALL\n").log_request == List{"all"});
        CHECK(loaded(needed + "[Logging]\nlog_response = None\n").log_response.empty());
    }

    TEST_CASE("the default realm is a domain, and compares without case") {
        CHECK(loaded(needed + "[Authentication]\ndefault_realm = Example.COM\n").default_realm ==
              "example.com");
    }

    TEST_CASE("who must assert an identity needs a header to do it in") {
        const std::string must = needed + "[Authentication]\nrequire_asserted_identity = any\n";
        CHECK(contains(first_error(must), "config.ini:4: [Authentication] require_asserted_id"));
        CHECK(loaded(must + "asserted_identity_header = x-xcap-asserted-identity\n")
                  .asserted_identity_header == "X-XCAP-Asserted-Identity");
        CHECK(loaded(needed).asserted_identity_header == "none");
        CHECK(loaded(needed + "[Authentication]\nrequire_asserted_identity = none\n")
                  .require_asserted_identity.empty());
    }

    TEST_CASE("a nonce secret is masked whatever it looks like") {
        const auto config = loaded(needed + "[Authentication]\nnonce_secret = k3y://s3cr3t\n");
        CHECK_FALSE(contains(print_config(config), "s3cr3t"));
    }

    TEST_CASE("an unknown key is a warning with a suggestion") {
        const auto config = load_config(needed + "[Process]\nworker = 3\n", "config.ini");
        REQUIRE(config.ok());
        REQUIRE(config->warnings.size() == 1);
        CHECK(contains(config->warnings[0], "config.ini:4: "));
        CHECK(contains(config->warnings[0], "[Process] workers"));
    }

    TEST_CASE("workers are two per CPU with SQLite alone, and four where a server is asked") {
        const auto config = loaded(needed);
        CHECK(config.default_workers(1) == 4);
        CHECK(config.default_workers(2) == 4);
        CHECK(config.default_workers(16) == 32);
        CHECK(loaded(needed + "[Database]\nstorage_db_uri = sqlite+pysqlite:////x\n")
                  .default_workers(16) == 32);
        for (const char* key : {"storage_db_uri", "authentication_db_uri"})
            CHECK(loaded(needed + "[Database]\n" + key + " = mysql://u:p@h/d\n")
                      .default_workers(16) == 64);
    }

    TEST_CASE("no more workers are started by default than may be configured") {
        CHECK(loaded(needed).default_workers(2000) == 1024);
        CHECK(loaded(needed + "[Database]\nstorage_db_uri = mysql://u:p@h/d\n")
                  .default_workers(300) == 1024);
        CHECK(loaded(needed + "[Process]\nworkers = 1024\n").workers == 1024);
    }

    TEST_CASE("a key nginx replaces is named once, with what replaces it") {
        const auto config = load_config(needed + "port = 8000\n", "config.ini");
        REQUIRE(config.ok());
        REQUIRE(config->warnings.size() == 1);
        CHECK(contains(config->warnings[0], "nginx"));
    }

    TEST_CASE("what cannot be served is refused with its line") {
        CHECK(contains(first_error(""), "[Server] root"));
        CHECK(contains(first_error("[Server]\nroot = ftp://x/\n"), "config.ini:2: [Server] root"));
        CHECK(contains(first_error(needed + "[Database]\nxcap_table = a;b\n"), "identifier"));
        CHECK(contains(first_error(needed + "[Database]\nstorage_db_uri = oracle://u:geheim@h/d\n"),
                       "storage_db_uri"));
        CHECK(contains(first_error(needed + "[Process]\nlisten = nowhere\n"), "listen"));
        CHECK(contains(first_error(needed + "root = http://b/\n"), "line 2"));
        CHECK(contains(first_error("root = x\n"), "config.ini:1"));
        CHECK(contains(first_error("[Server\n"), "config.ini:1"));
        CHECK(contains(first_error("[Server]\nnonsense\n"), "config.ini:2"));
    }

    TEST_CASE("no message and no print-config shows a secret") {
        CHECK(mask_secret("mysql://user:geheim@host/db") == "mysql://user:********@host/db");
        CHECK(mask_secret("mysql://user:ge@heim@host/db") == "mysql://user:********@host/db");
        CHECK(mask_secret("sqlite:////var/lib/x") == "sqlite:////var/lib/x");
        CHECK(mask_secret("nonce") == "********");
        const auto printed =
            print_config(loaded(needed + "[Authentication]\nnonce_secret = geheim\n"));
        CHECK_FALSE(contains(printed, "geheim"));
        CHECK(contains(printed, "nonce_secret = ********"));
        CHECK_FALSE(
            contains(first_error(needed + "[Database]\nstorage_db_uri = oracle://u:geheim@h/d\n"),
                     "geheim"));
    }

    TEST_CASE("what print-config prints is a configuration with the same values") {
        const auto config = loaded(needed +
                                   "[Limits]\nmax_depth = 7\n[Authentication]\n"
                                   "default_realm = example.com\n");
        CHECK(print_config(loaded(print_config(config))) == print_config(config));
    }
}
