#include "store/database_uri.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <span>

#include "base/ascii.h"
#include "base/percent.h"

namespace xcapd {
namespace {

constexpr std::array<std::string_view, 7> mysql_options = {
    "unix_socket", "ssl_mode", "ssl_ca", "ssl_cert", "ssl_key", "connect_timeout", "charset"};
constexpr std::array<std::string_view, 6> postgresql_options = {
    "host", "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout"};

struct Choice {
    std::string_view option;
    std::span<const std::string_view> values;
};
constexpr std::array<std::string_view, 3> ssl_modes = {"disabled", "required", "verify"};
constexpr std::array<std::string_view, 6> sslmodes = {"disable", "allow",     "prefer",
                                                      "require", "verify-ca", "verify-full"};
const Choice choices[] = {{"ssl_mode", ssl_modes}, {"sslmode", sslmodes}};

struct Scheme {
    std::string_view name;
    Dialect dialect;
    std::span<const std::string_view> options;
};
const Scheme schemes[] = {{"sqlite", Dialect::sqlite, {}},
                          {"mysql", Dialect::mysql, mysql_options},
                          {"postgresql", Dialect::postgresql, postgresql_options},
                          {"postgres", Dialect::postgresql, postgresql_options}};

// One part of the URI, decoded; nothing where it cannot be.
bool decode(std::string_view raw, std::string& out) {
    auto decoded = percent_decode(raw);
    if (!decoded || decoded->find('\0') != decoded->npos) return false;
    out = std::move(*decoded);
    return true;
}

// What is wrong with an option's value; empty: nothing.
std::string fault_of(std::string_view option, const std::string& value) {
    if (option == "connect_timeout") {
        const bool is_number = !value.empty() && value.size() <= 3 &&
                               std::all_of(value.begin(), value.end(), ascii::is_digit);
        return is_number && value != "0" ? "" : "connect_timeout is a number of seconds";
    }
    for (const auto& choice : choices) {
        if (choice.option != option) continue;
        const auto& values = choice.values;
        if (std::find(values.begin(), values.end(), value) != values.end()) return {};
        return std::string(option) + " is one of " + ascii::joined(values);
    }
    return {};
}

bool parse_host(std::string_view text, DatabaseHost& host) {
    std::string_view port;
    if (text.starts_with('[')) {  // IPv6
        const auto close = text.find(']');
        if (close == text.npos) return false;
        port = text.substr(close + 1);
        text = text.substr(1, close - 1);
        if (!port.empty() && !port.starts_with(':')) return false;
    } else if (const auto colon = text.find(':'); colon != text.npos) {
        port = text.substr(colon);
        text = text.substr(0, colon);
    }
    if (text.empty() || !decode(text, host.name)) return false;
    if (port.empty()) return true;
    port.remove_prefix(1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), host.port);
    return error == std::errc() && end == port.data() + port.size() && host.port > 0 &&
           host.port < 65536;
}

}  // namespace

std::string DatabaseUri::option(const std::string& key, std::string otherwise) const {
    const auto found = options.find(key);
    return found == options.end() ? otherwise : found->second;
}

std::chrono::seconds DatabaseUri::connect_timeout() const {
    return std::chrono::seconds(std::strtol(option("connect_timeout", "3").c_str(), nullptr, 10));
}

Result<DatabaseUri, std::string> parse_database_uri(std::string_view uri) {
    const auto invalid = [](std::string what) { return fail("database URI: " + std::move(what)); };
    DatabaseUri parsed;
    const auto colon = uri.find("://");
    const auto written = uri.substr(0, colon == uri.npos ? 0 : colon);
    // SQLAlchemy names its driver too: mysql+pymysql.
    const auto name = written.substr(0, written.find('+'));
    const auto scheme = std::find_if(
        std::begin(schemes), std::end(schemes),
        [&](const Scheme& known) { return ascii::equals_ignoring_case(known.name, name); });
    if (scheme == std::end(schemes))
        return invalid(
            "expected sqlite:///PATH, mysql://USER:PASSWORD@HOST/DATABASE or "
            "postgresql://USER:PASSWORD@HOST/DATABASE");
    parsed.dialect = scheme->dialect;
    auto rest = uri.substr(colon + 3);
    if (parsed.dialect == Dialect::sqlite) {
        if (!rest.starts_with('/') || rest.size() == 1)
            return invalid("expected sqlite:///PATH (four slashes for an absolute path)");
        parsed.name = rest.substr(1);
        return parsed;
    }
    std::string_view query;
    if (const auto question = rest.find('?'); question != rest.npos) {
        query = rest.substr(question + 1);
        rest = rest.substr(0, question);
    }
    const auto slash = rest.rfind('/');
    if (slash == rest.npos || slash + 1 == rest.size() ||
        !decode(rest.substr(slash + 1), parsed.name))
        return invalid("it names no database: ...@HOST/DATABASE");
    auto authority = rest.substr(0, slash);
    // A password may hold an "@" that nobody encoded.
    if (const auto at = authority.rfind('@'); at != authority.npos) {
        const auto account = authority.substr(0, at);
        const auto separator = account.find(':');
        if (!decode(account.substr(0, separator), parsed.user) ||
            (separator != account.npos && !decode(account.substr(separator + 1), parsed.password)))
            return invalid("user or password has a \"%\" that is not followed by two hex digits");
        authority = authority.substr(at + 1);
    }
    for (const auto& text : ascii::split_list(authority)) {
        DatabaseHost host;
        if (!parse_host(text, host)) return invalid("\"" + text + "\" is no HOST or HOST:PORT");
        parsed.hosts.push_back(std::move(host));
    }
    for (const auto& text : ascii::split_list(query, '&')) {
        const auto equals = text.find('=');
        const auto key = text.substr(0, equals);
        const auto& known = scheme->options;
        if (std::find(known.begin(), known.end(), key) == known.end())
            return invalid("unknown option \"" + key + "\"; known are " + ascii::joined(known));
        if (equals == text.npos || !decode(text.substr(equals + 1), parsed.options[key]))
            return invalid("option \"" + key + "\" has no value that can be read");
        if (auto fault = fault_of(key, parsed.options[key]); !fault.empty())
            return invalid(std::move(fault));
    }
    return parsed;
}

}  // namespace xcapd
