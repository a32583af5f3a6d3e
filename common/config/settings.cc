#include "config/settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/ascii.h"
#include "base/edit_distance.h"

namespace xcapd {
namespace {

constexpr std::int64_t kilo = 1024;
constexpr std::int64_t mega = 1024 * kilo;

// Checklist: a row here, a member in config.h, an entry in etc/config.ini and in
// man/xcapd.conf.5 (test/tools/check_config_docs.py compares the four).
// clang-format off
const Setting table[] = {
    {.section = "Server", .key = "root", .member = &Config::root, .default_text = "",
     .help = "XCAP root URIs, comma separated; the first is the primary one"},
    {.section = "Server", .key = "backend", .member = &Config::backend,
     .default_text = "Database", .help = "where accounts and documents are kept",
     .allowed = "Database|OpenSIPS"},
    {.section = "Server", .key = "document_validation", .member = &Config::document_validation,
     .default_text = "Yes", .help = "validate documents against the schema of their application"},
    {.section = "Server", .key = "compatibility", .member = &Config::compatibility,
     .default_text = "rfc", .help = "whose word counts where OpenXCAP and the RFCs differ",
     .allowed = "rfc|openxcap"},
    {.section = "Server", .key = "allow_external_references",
     .member = &Config::allow_external_references, .default_text = "No",
     .help = "let lists refer to lists of other users and servers"},
    {.section = "Server", .key = "pres_content_readers", .member = &Config::pres_content_readers,
     .default_text = "users", .help = "who may read the icons of a user",
     .allowed = "everyone|users|owner"},
    {.section = "Server", .key = "disabled_applications",
     .member = &Config::disabled_applications, .default_text = "test-app",
     .help = "application usages (AUIDs) that are not served"},
    {.section = "Server", .key = "enabled_applications",
     .member = &Config::enabled_applications, .default_text = "",
     .help = "application usages (AUIDs) that are served only when they are named here"},
    {.section = "Server", .key = "well_formed_applications",
     .member = &Config::well_formed_applications, .default_text = "",
     .help = "application usages (AUIDs) whose documents need only be well-formed"},
    {.section = "Server", .key = "custom_applications",
     .member = &Config::custom_applications, .default_text = "",
     .help = "further application usages: AUID NUMBER MIME-TYPE NAMESPACE [XSD-FILE]"},
    {.section = "Server", .key = "address", .member = &Config::address,
     .default_text = "0.0.0.0", .help = "address OpenXCAP listened on",
     .replaced_by = "nginx's listen directive, which xcapd nginx-config writes"},
    {.section = "Server", .key = "port", .member = &Config::port, .default_text = "80",
     .help = "port OpenXCAP listened on", .min = 0, .max = 65535,
     .replaced_by = "nginx's listen directive, which xcapd nginx-config writes"},
    {.section = "Server", .key = "tcp_port", .member = &Config::tcp_port,
     .default_text = "35060", .help = "SIP port OpenXCAP published from", .min = 0, .max = 65535,
     .replaced_by = "nothing: xcapd does not publish over SIP"},

    {.section = "Authentication", .key = "type", .member = &Config::auth_type,
     .default_text = "digest", .help = "how users authenticate", .allowed = "digest|basic"},
    {.section = "Authentication", .key = "cleartext_passwords",
     .member = &Config::cleartext_passwords, .default_text = "No",
     .help = "compare with the clear password column instead of the HA1 column"},
    {.section = "Authentication", .key = "default_realm", .member = &Config::default_realm,
     .default_text = "", .help = "realm of users whose URI names no domain"},
    {.section = "Authentication", .key = "trusted_peers", .member = &Config::trusted_peers,
     .default_text = "", .help = "addresses, networks and host names that need no credentials"},
    {.section = "Authentication", .key = "global_writers", .member = &Config::global_writers,
     .default_text = "", .help = "users (user@domain) who may write the global tree"},
    {.section = "Authentication", .key = "require_known_user",
     .member = &Config::require_known_user, .default_text = "Yes",
     .help = "answer 404 for users without an account row"},
    {.section = "Authentication", .key = "asserted_identity_header",
     .member = &Config::asserted_identity_header, .default_text = "none",
     .help = "header in which trusted peers name the users a request acts for",
     .allowed = "none|X-3GPP-Asserted-Identity|X-XCAP-Asserted-Identity|either"},
    {.section = "Authentication", .key = "require_asserted_identity",
     .member = &Config::require_asserted_identity, .default_text = "",
     .help = "trusted peers that are nobody without that header"},
    {.section = "Authentication", .key = "digest_algorithms", .member = &Config::digest_algorithms,
     .default_text = "MD5", .help = "digest algorithms offered, in this order",
     .allowed = "MD5|SHA-256|SHA-512-256"},
    {.section = "Authentication", .key = "nonce_lifetime", .member = &Config::nonce_lifetime,
     .default_text = "900", .help = "seconds a digest nonce may be used", .min = 1,
     .max = 86400},
    {.section = "Authentication", .key = "nonce_secret", .member = &Config::nonce_secret,
     .default_text = "",
     .help = "secret that all hosts of one service share; empty: that of nonce_secret_file",
     .secret = true},
    {.section = "Authentication", .key = "nonce_secret_file",
     .member = &Config::nonce_secret_file, .default_text = "/var/lib/xcapd/nonce.secret",
     .help = "file the nonce secret is kept in; made at the first start", .reload = Reload::no},
    {.section = "Authentication", .key = "nonce_window", .member = &Config::nonce_window,
     .default_text = "65536", .help = "nonces whose used counts a host remembers", .min = 1024,
     .max = 16777216, .reload = Reload::no},
    {.section = "Authentication", .key = "basic_without_tls",
     .member = &Config::basic_without_tls, .default_text = "No",
     .help = "accept Basic credentials over plain HTTP"},

    {.section = "TLS", .key = "certificate", .member = &Config::certificate, .default_text = "",
     .help = "certificate OpenXCAP used",
     .replaced_by = "nginx's ssl_certificate, which xcapd nginx-config writes"},
    {.section = "TLS", .key = "private_key", .member = &Config::private_key, .default_text = "",
     .help = "private key OpenXCAP used",
     .replaced_by = "nginx's ssl_certificate_key, which xcapd nginx-config writes"},

    {.section = "Database", .key = "authentication_db_uri",
     .member = &Config::authentication_db_uri,
     .default_text = "sqlite:////var/lib/xcapd/xcapd.sqlite",
     .help = "database of the subscriber table", .secret = true},
    {.section = "Database", .key = "storage_db_uri", .member = &Config::storage_db_uri,
     .default_text = "sqlite:////var/lib/xcapd/xcapd.sqlite",
     .help = "database of the xcap table", .secret = true},
    {.section = "Database", .key = "subscriber_table", .member = &Config::subscriber_table,
     .default_text = "subscriber", .help = "table of accounts"},
    {.section = "Database", .key = "user_col", .member = &Config::user_col,
     .default_text = "username", .help = "column of the user part"},
    {.section = "Database", .key = "domain_col", .member = &Config::domain_col,
     .default_text = "domain", .help = "column of the domain part"},
    {.section = "Database", .key = "password_col", .member = &Config::password_col,
     .default_text = "password", .help = "column of the clear password"},
    {.section = "Database", .key = "ha1_col", .member = &Config::ha1_col, .default_text = "ha1",
     .help = "column of MD5(user:realm:password)"},
    {.section = "Database", .key = "xcap_table", .member = &Config::xcap_table,
     .default_text = "xcap", .help = "table of documents"},
    {.section = "Database", .key = "doc_uri_style", .member = &Config::doc_uri_style,
     .default_text = "opensips", .help = "whose SIP server reads the table of documents",
     .allowed = "opensips|kamailio"},
    {.section = "Database", .key = "write_timeout", .member = &Config::write_timeout,
     .default_text = "5000", .help = "milliseconds a write may wait for others before 503",
     .min = 1, .max = 60000},

    {.section = "OpenSIPS", .key = "publish_xcapdiff", .member = &Config::publish_xcapdiff,
     .default_text = "No", .help = "publish changes over SIP",
     .replaced_by = "nothing: xcapd does not publish over SIP"},
    {.section = "OpenSIPS", .key = "outbound_sip_proxy", .member = &Config::outbound_sip_proxy,
     .default_text = "", .help = "where OpenXCAP published to",
     .replaced_by = "nothing: xcapd does not publish over SIP"},

    {.section = "Logging", .key = "directory", .member = &Config::log_directory,
     .default_text = "/var/log/openxcap",
     .help = "directory of transactions.log, which log_request and log_response fill"},
    {.section = "Logging", .key = "log_request", .member = &Config::log_request,
     .default_text = "none", .help = "requests to log whole: all, none, or status codes"},
    {.section = "Logging", .key = "log_response", .member = &Config::log_response,
     .default_text = "none", .help = "responses to log whole: all, none, or status codes"},

    {.section = "Process", .key = "listen", .member = &Config::listen,
     .default_text = "unix:/run/xcapd/xcapd.sock",
     .help = "FastCGI socket: unix:PATH, HOST:PORT or [IPV6]:PORT", .reload = Reload::no},
    {.section = "Process", .key = "socket_mode", .member = &Config::socket_mode,
     .default_text = "0660", .help = "permissions of the Unix socket, octal",
     .reload = Reload::no},
    {.section = "Process", .key = "socket_group", .member = &Config::socket_group,
     .default_text = "", .help = "group of the Unix socket, so that nginx may connect",
     .reload = Reload::no},
    {.section = "Process", .key = "workers", .member = &Config::workers, .default_text = "0",
     .help = "worker processes; 0: two per CPU but at least four with SQLite alone, otherwise four "
             "per CPU",
     .min = 0, .max = most_workers},
    {.section = "Process", .key = "max_requests", .member = &Config::max_requests,
     .default_text = "100000", .help = "requests after which a worker is replaced; 0: never",
     .min = 0, .max = 1000000000},
    {.section = "Process", .key = "shutdown_timeout", .member = &Config::shutdown_timeout,
     .default_text = "10", .help = "seconds a stop waits for requests in progress", .min = 1,
     .max = 3600},
    {.section = "Process", .key = "request_timeout", .member = &Config::request_timeout,
     .default_text = "60", .help = "seconds after which a stuck worker is killed", .min = 1,
     .max = 3600},
    {.section = "Process", .key = "user", .member = &Config::user, .default_text = "xcapd",
     .help = "user the workers become when started as root"},
    {.section = "Process", .key = "group", .member = &Config::group, .default_text = "",
     .help = "group the workers become; empty: the user's own"},
    {.section = "Process", .key = "pid_file", .member = &Config::pid_file, .default_text = "",
     .help = "file for the master's process id; empty: none", .reload = Reload::no},

    {.section = "Limits", .key = "max_document_size", .member = &Config::max_document_size,
     .default_text = "2097152", .help = "bytes of a document; more is 413", .min = kilo,
     .max = 64 * mega},
    {.section = "Limits", .key = "max_depth", .member = &Config::max_depth,
     .default_text = "100", .help = "nesting of elements in a document", .min = 1, .max = 250},
    {.section = "Limits", .key = "max_elements", .member = &Config::max_elements,
     .default_text = "100000", .help = "elements in a document", .min = 1, .max = 10000000},
    {.section = "Limits", .key = "max_attributes", .member = &Config::max_attributes,
     .default_text = "100", .help = "attributes and namespace declarations of one element",
     .min = 1, .max = 1000},
    {.section = "Limits", .key = "max_uri_length", .member = &Config::max_uri_length,
     .default_text = "8000", .help = "bytes of a request URI; more is 414", .min = 256,
     .max = 16384},
    {.section = "Limits", .key = "max_pres_content_size",
     .member = &Config::max_pres_content_size, .default_text = "307200",
     .help = "bytes of base64 in an icon", .min = kilo, .max = 64 * mega},

    {.section = "Simservs", .key = "provision", .member = &Config::simservs_provision,
     .default_text = "No", .help = "let users without a document work on a default one"},
    {.section = "Simservs", .key = "default_document",
     .member = &Config::simservs_default_document, .default_text = "",
     .help = "file with that document; empty: one without services"},
    {.section = "Simservs", .key = "whole_documents", .member = &Config::simservs_whole_documents,
     .default_text = "Yes", .help = "let users replace and delete their whole document"},

    {.section = "API", .key = "enabled", .member = &Config::api_enabled, .default_text = "Yes",
     .help = "serve the JSON addressbook API below /api/v1/, and its description"},
    {.section = "API", .key = "cors_origins", .member = &Config::cors_origins,
     .default_text = "", .help = "origins whose pages may call the API, or *; empty: none"},
};
// clang-format on

std::string assign_bool(std::string_view text, bool& out) {
    const std::string word = ascii::lower(text);
    for (const auto yes : {"yes", "true", "on", "1"}) {
        if (word == yes) {
            out = true;
            return {};
        }
    }
    for (const auto no : {"no", "false", "off", "0"}) {
        if (word == no) {
            out = false;
            return {};
        }
    }
    return "Yes or No";
}

std::string assign_number(const Setting& setting, std::string_view text, std::int64_t& out) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < setting.min ||
        number > setting.max)
        return "a number from " + std::to_string(setting.min) + " to " +
               std::to_string(setting.max);
    out = number;
    return {};
}

// The word as the table spells it.
std::optional<std::string> allowed_word(const Setting& setting, std::string_view text) {
    for (auto& word : ascii::split_list(setting.allowed, '|'))
        if (ascii::equals_ignoring_case(word, text)) return std::move(word);
    return std::nullopt;
}

std::string assign_word(const Setting& setting, std::string_view text, std::string& out) {
    // OpenXCAP's sample writes "none" and "None" where nothing is meant.
    const bool is_none = ascii::equals_ignoring_case(text, "none");
    if (setting.allowed.empty()) {
        out = is_none && setting.default_text.empty() ? std::string() : std::string(text);
        return {};
    }
    const auto word = allowed_word(setting, text);
    if (!word) return "one of " + std::string(setting.allowed);
    out = *word;
    return {};
}

// A list of allowed words holds at least one, and none twice.
std::string assign_words(const Setting& setting, const List& words, List& out) {
    const std::string expected = "some of " + std::string(setting.allowed) + ", each once";
    List known;
    for (const auto& word : words) {
        auto allowed = allowed_word(setting, word);
        if (!allowed || std::find(known.begin(), known.end(), *allowed) != known.end())
            return expected;
        known.push_back(std::move(*allowed));
    }
    if (known.empty()) return expected;
    out = std::move(known);
    return {};
}

}  // namespace

std::span<const Setting> settings() { return table; }

const Setting* find_setting(std::string_view section, std::string_view key) {
    const auto row = std::find_if(std::begin(table), std::end(table), [&](const Setting& s) {
        return s.section == section && ascii::equals_ignoring_case(s.key, key);
    });
    return row == std::end(table) ? nullptr : row;
}

std::string nearest_setting(std::string_view section, std::string_view key) {
    const Setting* nearest = nullptr;
    std::size_t best = far_away;
    for (const auto& setting : table) {
        const std::size_t distance =
            edit_distance(ascii::lower(key), setting.key) + (setting.section == section ? 0 : 1);
        if (distance < best) {
            best = distance;
            nearest = &setting;
        }
    }
    return nearest == nullptr
               ? std::string()
               : "[" + std::string(nearest->section) + "] " + std::string(nearest->key);
}

std::string assign(const Setting& setting, std::string_view text, Config& config) {
    if (const auto* member = std::get_if<bool Config::*>(&setting.member))
        return assign_bool(text, config.*(*member));
    if (const auto* member = std::get_if<std::int64_t Config::*>(&setting.member))
        return assign_number(setting, text, config.*(*member));
    if (const auto* member = std::get_if<std::string Config::*>(&setting.member))
        return assign_word(setting, text, config.*(*member));
    auto& list = config.*std::get<List Config::*>(setting.member);
    if (!setting.allowed.empty()) return assign_words(setting, ascii::split_list(text), list);
    list = ascii::split_list(text);
    if (list.size() == 1 && ascii::equals_ignoring_case(list[0], "none")) list.clear();
    return {};
}

std::string format(const Setting& setting, const Config& config) {
    if (const auto* member = std::get_if<bool Config::*>(&setting.member))
        return config.*(*member) ? "Yes" : "No";
    if (const auto* member = std::get_if<std::int64_t Config::*>(&setting.member))
        return std::to_string(config.*(*member));
    if (const auto* member = std::get_if<std::string Config::*>(&setting.member))
        return config.*(*member);
    std::string out;
    for (const auto& item : config.*std::get<List Config::*>(setting.member)) {
        if (!out.empty()) out += ", ";
        out += item;
    }
    return out.empty() && setting.default_text == "none" ? "none" : out;
}

}  // namespace xcapd
