#include "admin/nginx_config.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

#include "base/ascii.h"

namespace xcapd::admin {
namespace {

constexpr std::int64_t http_port = 80;
constexpr std::int64_t https_port = 443;

// What a server block answers for.
struct Site {
    bool tls = false;
    std::string host;  // lower case, as in server_name
    std::int64_t port = 0;

    bool operator==(const Site&) const = default;
};

bool is_ip(int family, const std::string& text) {
    std::array<unsigned char, sizeof(in6_addr)> address;
    return inet_pton(family, text.c_str(), address.data()) == 1;
}

bool is_number(std::string_view text, std::int64_t max, std::int64_t& out) {
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, out);
    return error == std::errc() && stop == end && out >= 0 && out <= max;
}

// nginx reads a leading dot, `*` and `~` of a server_name as patterns.
bool is_host_name(std::string_view host) {
    return !host.empty() && host.front() != '.' &&
           std::all_of(host.begin(), host.end(), [](char c) {
               return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-' || c == '.' || c == '_';
           });
}

bool is_host(const std::string& host) {
    if (host.starts_with('[') && host.ends_with(']'))
        return is_ip(AF_INET6, host.substr(1, host.size() - 2));
    return is_host_name(host);
}

// Writes the site and collects what is wrong with it.
class Writer {
  public:
    Writer(const Config& config, const NginxPaths& paths) : config_(config), paths_(paths) {}

    Result<NginxConfig, std::vector<std::string>> write() {
        for (const auto& root : config_.root) add_site(root);
        check_ports();
        shared();
        for (const auto& site : sites_) server(site);
        if (!errors_.empty()) return fail(std::move(errors_));
        return std::move(out_);
    }

  private:
    void line(const std::string& text) { out_.text += text + '\n'; }

    // A parameter that nginx reads as one word. `$` cannot be escaped and would name a variable.
    std::string quoted(const std::string& value, std::string_view what) {
        std::string out = "\"";
        for (const char c : value) {
            if (static_cast<unsigned char>(c) < ' ' || c == 127 || c == '$') {
                errors_.push_back(std::string(what) +
                                  ": nginx cannot take a name with $ or a control character");
                return "\"\"";
            }
            if (c == '"' || c == '\\') out += '\\';
            out += c;
        }
        return out + '"';
    }

    std::string included(const char* file) {
        return "include " + quoted(paths_.share + "/nginx/" + file, "--share") + ";";
    }

    // --- which servers -----------------------------------------------------------------------

    // config/validate has seen that the scheme is http or https and that a host follows.
    void add_site(const std::string& root) {
        const auto scheme_end = root.find("://");
        const auto rest = root.substr(scheme_end + 3);
        auto authority = ascii::lower(rest.substr(0, rest.find('/')));
        Site site;
        site.tls = ascii::lower(root.substr(0, scheme_end)) == "https";
        site.port = own_port(site.tls);
        const auto colon = authority.rfind(':');
        if (colon != authority.npos && authority.find(']', colon) == authority.npos) {
            if (!is_number(std::string_view(authority).substr(colon + 1), 65535, site.port) ||
                site.port == 0)
                errors_.push_back("[Server] root: no port from 1 to 65535 in \"" + root + '"');
            authority.resize(colon);
        }
        site.host = authority;
        if (!is_host(site.host))
            errors_.push_back("[Server] root: nginx cannot take the host of \"" + root + '"');
        if (std::find(sites_.begin(), sites_.end(), site) == sites_.end()) sites_.push_back(site);
    }

    // Of a root that names none. OpenXCAP had one port, that of its first root's scheme; its
    // default of 80 was never meant for https.
    std::int64_t own_port(bool tls) const {
        const bool is_primary = sites_.empty() || sites_.front().tls == tls;
        if (is_primary && config_.port != 0 && config_.port != http_port) return config_.port;
        return tls ? https_port : http_port;
    }

    void check_ports() {
        for (const auto& one : sites_)
            for (const auto& other : sites_)
                if (one.tls && !other.tls && one.port == other.port)
                    errors_.push_back("[Server] root: http and https cannot share port " +
                                      std::to_string(one.port));
    }

    // As OpenXCAP's `address`: 0.0.0.0 is all of IPv4, :: is all of both.
    List listen_addresses(std::int64_t port) {
        const auto number = std::to_string(port);
        const auto& address = config_.address;
        if (address.empty() || address == "0.0.0.0") return {number};
        if (address == "::" || address == "[::]") return {number, "[::]:" + number};
        if (is_ip(AF_INET6, address)) return {"[" + address + "]:" + number};
        if (!is_host(address))
            errors_.push_back("[Server] address: expected an address or a host name, found \"" +
                              address + '"');
        return {address + ":" + number};
    }

    // --- the text ----------------------------------------------------------------------------

    void shared() {
        line(
            "# nginx site of xcapd, for the http context: sites-enabled/ of Debian's nginx, "
            "conf.d/ of");
        line("# others. Written by `xcapd nginx-config` from config.ini; see xcapd(8).");
        line("");
        line(included("xcapd_log.conf"));
        line(included("xcapd_head.conf"));
        line("");
        line("# [Process] listen. No keepalive here, see xcapd_location.conf.");
        line("upstream xcapd {");
        line("    server " + quoted(config_.listen, "[Process] listen") + ";");
        line("}");
        line("");
        rates();
    }

    void rates() {
        line(
            "# Which addresses are limited: all (1) but this host and [Authentication] "
            "trusted_peers (0),");
        line("# where a presence server fetches the documents of all users.");
        line("geo $xcapd_is_limited {");
        line("    default 1;");
        line("    127.0.0.0/8 0;");
        line("    ::1/128 0;");
        for (const auto& peer : config_.trusted_peers) {
            if (is_network(peer) && peer != "127.0.0.0/8" && peer != "::1/128")
                line("    " + peer + " 0;");
            else if (is_host_name(peer) && !ascii::equals_ignoring_case(peer, "any"))
                out_.notes.push_back("[Authentication] trusted_peers: " + peer +
                                     " is a name; nginx limits the rate of its requests unless "
                                     "geo $xcapd_is_limited names its address");
        }
        line("}");
        line("map $xcapd_is_limited $xcapd_limited_address {");
        line("    1 $binary_remote_addr;");
        line("    0 \"\";");
        line("}");
        line(
            "# Requests of one address in a second; more are answered 429, see xcapd_server.conf. "
            "200");
        line(
            "# is far more than a phone needs (ten documents at its start, each asked for twice "
            "because");
        line(
            "# of the challenge) and leaves room for an office behind one address. 10m of memory "
            "hold");
        line("# some 80,000 addresses.");
        line("limit_req_zone $xcapd_limited_address zone=xcapd:10m rate=200r/s;");
    }

    static bool is_network(const std::string& item) {
        const auto slash = item.find('/');
        const auto address = item.substr(0, slash);
        const bool is_v6 = is_ip(AF_INET6, address);
        std::int64_t bits = 0;
        return (is_v6 || is_ip(AF_INET, address)) &&
               (slash == item.npos ||
                is_number(std::string_view(item).substr(slash + 1), is_v6 ? 128 : 32, bits));
    }

    void server(const Site& site) {
        line("");
        line("server {");
        for (const auto& address : listen_addresses(site.port))
            line("    listen " + address + (site.tls ? " ssl;" : ";"));
        line(
            "    # Further names and addresses by which clients call this host go into this line.");
        line("    server_name " + site.host + ";");
        line("");
        if (site.tls) tls(site);
        line("    " + included("xcapd_server.conf"));
        line("    access_log " + quoted(paths_.logs + "/xcapd.log", "--logs") + " xcapd;");
        line("    error_log  " + quoted(paths_.logs + "/xcapd-error.log", "--logs") + ";");
        line("");
        sizes();
        line(
            "    # A burst of phones that start together passes at once; what exceeds it is "
            "refused.");
        line("    limit_req zone=xcapd burst=1000 nodelay;");
        line("");
        line("    # Yours, and there may be none: xcapd_real_ip.conf, for example.");
        line("    include " + quoted(paths_.config_directory + "/nginx/*.conf", "-c") + ";");
        line("");
        pages();
        line(
            "    # Every other path: xcapd knows its roots, and says what is wrong with other "
            "URIs.");
        line("    location / {");
        line("        " + included("xcapd_location.conf"));
        line("        fastcgi_pass xcapd;");
        line("    }");
        line("}");
    }

    // They are about the API, and pointless without it.
    void pages() {
        if (!config_.api_enabled) return;
        line("    # /, /docs and /redoc, as far as there are files of them; else xcapd answers.");
        line("    root " + quoted(paths_.www, "--www") + ";");
        line("    " + included("xcapd_pages.conf"));
        line("");
    }

    // nginx's own bounds, a little wider than xcapd's, so that the answer is xcapd's.
    void sizes() {
        constexpr std::int64_t mega = 1024 * 1024;
        const auto body =
            std::max<std::int64_t>(4, (2 * config_.max_document_size + mega - 1) / mega);
        // A digest header repeats the URI, its quotes escaped, beside a thousand bytes of others.
        const auto header = std::max<std::int64_t>(16, (2 * config_.max_uri_length + 2023) / 1024);
        line(
            "    # At least twice [Limits] max_document_size and max_uri_length: a client that "
            "exceeds");
        line("    # these is told so by xcapd, in a sentence. A digest header repeats the URI.");
        line("    client_max_body_size " + std::to_string(body) + "m;");
        line("    large_client_header_buffers 4 " + std::to_string(header) + "k;");
        line(
            "    # nginx's own code for a head that is too large, 400 to clients: see "
            "xcapd_head.conf.");
        line("    if ($xcapd_head_is_too_large) { return 494; }");
        line(
            "    # Longer than [Process] request_timeout, so that the master kills a stuck worker "
            "first.");
        line("    fastcgi_read_timeout " + std::to_string(config_.request_timeout + 15) + "s;");
        line("");
    }

    void tls(const Site& site) {
        certificate("certificate", config_.certificate, "ssl_certificate     ",
                    "/etc/ssl/certs/" + site.host + ".pem");
        certificate("private_key", config_.private_key, "ssl_certificate_key ",
                    "/etc/ssl/private/" + site.host + ".key");
        line("    " + included("xcapd_tls.conf"));
        line("");
    }

    void certificate(const std::string& key, const std::string& file, const std::string& directive,
                     const std::string& example) {
        const auto name = "[TLS] " + key;
        if (!file.empty()) {
            // OpenXCAP looks for a relative name beside its configuration, nginx beside its own.
            const auto path = std::filesystem::path(paths_.config_directory) / file;
            line("    " + directive + quoted(path.lexically_normal().string(), name) + ";");
            return;
        }
        line("    # " + name + " of config.ini is not set, and nginx does not start without this:");
        line("    #" + directive + example + ";");
        const auto note = name + " is not set; set it, or the line in the site that says so";
        if (std::find(out_.notes.begin(), out_.notes.end(), note) == out_.notes.end())
            out_.notes.push_back(note);
    }

    const Config& config_;
    const NginxPaths& paths_;
    std::vector<Site> sites_;
    NginxConfig out_;
    std::vector<std::string> errors_;
};

}  // namespace

Result<NginxConfig, std::vector<std::string>> nginx_config(const Config& config,
                                                           const NginxPaths& paths) {
    return Writer(config, paths).write();
}

}  // namespace xcapd::admin
