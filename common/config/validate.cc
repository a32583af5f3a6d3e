#include "config/validate.h"

#include <algorithm>

#include "base/ascii.h"

namespace xcapd {
namespace {

bool is_http_uri(std::string_view uri) {
    const auto lower = ascii::lower(uri);
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!lower.starts_with(scheme)) continue;
        const auto host = uri.substr(scheme.size());
        return !host.empty() && host.front() != '/' && host.find_first_of("?# ") == host.npos;
    }
    return false;
}

// RFC 6454 7: scheme, host and port, without a slash at the end.
bool is_origin(std::string_view text) {
    const auto scheme = text.find("://");
    return is_http_uri(text) && text.find('/', scheme + 3) == text.npos;
}

// Table and column names become part of the statements, so they are plain identifiers.
bool is_identifier(std::string_view name) {
    return !name.empty() && name.size() <= 64 && !ascii::is_digit(name.front()) &&
           std::all_of(name.begin(), name.end(),
                       [](char c) { return ascii::is_alpha(c) || ascii::is_digit(c) || c == '_'; });
}

bool is_octal_mode(std::string_view text) {
    return (text.size() == 3 || text.size() == 4) &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '7'; });
}

bool is_listen_address(std::string_view text) {
    if (text.starts_with("unix:/")) return text.size() < 5 + 108;  // sockaddr_un's sun_path
    const auto colon = text.rfind(':');
    if (colon == text.npos || colon == 0) return false;
    const auto port = text.substr(colon + 1);
    return !port.empty() && port.size() <= 5 &&
           std::all_of(port.begin(), port.end(), ascii::is_digit) &&
           std::stoi(std::string(port)) <= 65535;
}

// [Logging] log_request and log_response: "all", or status codes.
bool is_status_filter(const List& items) {
    if (items == List{"all"}) return true;
    return std::all_of(items.begin(), items.end(), [](const std::string& code) {
        return code.size() == 3 && code[0] >= '1' && code[0] <= '5' &&
               std::all_of(code.begin(), code.end(), ascii::is_digit);
    });
}

}  // namespace

std::string_view database_scheme(std::string_view uri) {
    return uri.substr(0, uri.find_first_of("+:"));
}

std::vector<ConfigFinding> validate(const Config& config) {
    std::vector<ConfigFinding> findings;
    const auto find = [&](std::string section, std::string key, std::string message) {
        findings.push_back({std::move(section), std::move(key), std::move(message)});
    };

    if (config.root.empty()) find("Server", "root", "at least one XCAP root URI is needed");
    for (const auto& root : config.root)
        if (!is_http_uri(root))
            find("Server", "root",
                 "expected an http or https URI without a query, found \"" + root + "\"");

    const auto need_database = [&](const char* key, const std::string& uri) {
        const auto scheme = database_scheme(uri);
        const bool is_known = scheme == "sqlite" || scheme == "mysql" || scheme == "postgresql" ||
                              scheme == "postgres";
        if (!is_known || uri.find("://") == uri.npos || uri == "sqlite:///")
            find("Database", key,
                 "expected sqlite:///PATH, mysql://USER:PASSWORD@HOST/DATABASE or "
                 "postgresql://USER:PASSWORD@HOST/DATABASE");
    };
    need_database("authentication_db_uri", config.authentication_db_uri);
    need_database("storage_db_uri", config.storage_db_uri);

    const std::pair<const char*, const std::string*> names[] = {
        {"subscriber_table", &config.subscriber_table},
        {"user_col", &config.user_col},
        {"domain_col", &config.domain_col},
        {"password_col", &config.password_col},
        {"ha1_col", &config.ha1_col},
        {"xcap_table", &config.xcap_table}};
    for (const auto& [key, name] : names)
        if (!is_identifier(*name))
            find("Database", key, "expected an SQL identifier (letters, digits, _)");

    for (const auto& writer : config.global_writers)
        if (writer.find('@') == std::string::npos && !ascii::lower(writer).starts_with("tel:"))
            find("Authentication", "global_writers",
                 "expected user@domain or tel:NUMBER, found \"" + writer + "\"");
    if (config.asserted_identity_header == "none" && !config.require_asserted_identity.empty())
        find("Authentication", "require_asserted_identity",
             "needs asserted_identity_header, or nobody could meet it");
    for (const auto& [key, items] :
         {std::pair("log_request", &config.log_request), {"log_response", &config.log_response}})
        if (!is_status_filter(*items))
            find("Logging", key, "expected all, none, or status codes such as 401, 409");
    if (const auto& file = config.simservs_default_document; !file.empty() && file[0] != '/')
        find("Simservs", "default_document", "expected an absolute path, found \"" + file + "\"");
    for (const auto& origin : config.cors_origins)
        if (origin != "*" && !is_origin(origin))
            find("API", "cors_origins",
                 "expected * or origins such as https://www.example.com, found \"" + origin + "\"");
    if (!is_listen_address(config.listen))
        find("Process", "listen", "expected unix:/PATH, HOST:PORT or [IPV6]:PORT");
    if (!is_octal_mode(config.socket_mode))
        find("Process", "socket_mode", "expected octal permissions such as 0660");
    return findings;
}

}  // namespace xcapd
