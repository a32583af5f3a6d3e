#include "bench/load/options.h"

#include <algorithm>
#include <boost/program_options.hpp>
#include <optional>
#include <sstream>
#include <stdexcept>

#include "base/ascii.h"
#include "base/file.h"
#include "bench/load/number.h"

namespace bench {
namespace {

namespace po = boost::program_options;
using Texts = std::vector<std::string>;

constexpr double longest = 100'000;          // seconds
constexpr std::size_t most = 1'000'000'000;  // requests, bytes

po::options_description visible(Options& options) {
    po::options_description all("Options");
    const auto text = [] { return po::value<std::string>(); };
    all.add_options()                                                                 //
        ("connections,c", text(), "keep-alive connections (16)")                      //
        ("seconds,s", text(), "how long to measure (5)")                              //
        ("requests,n", text(), "measure so many requests instead")                    //
        ("warmup", text(), "seconds before the measurement (0.2)")                    //
        ("method,X", text(), "GET, PUT … (GET)")                                      //
        ("header,H", po::value<Texts>()->composing(), "\"Name: value\"; repeatable")  //
        ("body,T", text(), "file to send as body")                                    //
        ("user,u", text(), "NAME:PASSWORD for digest")                                //
        ("shared-nonce", po::bool_switch(&options.shared_nonce),
         "one nonce for all connections, not one for each")  //
        ("revalidate", po::bool_switch(&options.revalidate),
         "GET once, then send If-None-Match with the entity tag that came")  //
        ("bind", text(), "address to connect from")                          //
        ("expect", text(), "statuses that are right, as 200,201 (200)")      //
        ("length", text(), "bytes that every body must have")                //
        ("format,f", text(), "text or json (text)")                          //
        ("help,h", po::bool_switch(&options.help), "print this text");
    return all;
}

template <class Number>
Number number_in(const std::string& name, std::string_view text, Number from, Number to) {
    const auto number = parse_number<Number>(text);
    if (number && *number >= from && *number <= to) return *number;
    std::ostringstream message;
    message << name << " is a number from " << from << " to " << to << ", not \"" << text << '"';
    throw std::runtime_error(message.str());
}

// An IPv4 address, or an IPv6 address in brackets; then a colon and the port, or nothing.
std::optional<Address> parse_authority(std::string_view text) {
    const bool is_bracketed = text.starts_with('[');
    const auto end = is_bracketed ? text.find(']') : std::min(text.find(':'), text.size());
    if (end == text.npos) return std::nullopt;
    std::string host(text.substr(0, end));
    auto rest = text.substr(end);
    if (is_bracketed) {
        host.erase(0, 1);
        rest.remove_prefix(1);
    }
    if (host == "localhost") host = "127.0.0.1";
    std::uint16_t port = 80;
    if (rest.starts_with(':')) {
        port = number_in<std::uint16_t>("the port of the URL", rest.substr(1), 1, 65535);
    } else if (!rest.empty()) {
        return std::nullopt;
    }
    const auto address = parse_address(host, port);
    return address && is_bracketed == (address->family() == AF_INET6) ? address : std::nullopt;
}

void take_url(const std::string& url, Options& options) {
    constexpr std::string_view scheme = "http://";
    if (!url.starts_with(scheme))
        throw std::runtime_error("name a URL, as http://127.0.0.1:8080/path; https is not spoken");
    const auto slash = std::min(url.find('/', scheme.size()), url.size());
    options.authority = url.substr(scheme.size(), slash - scheme.size());
    options.target = slash == url.size() ? "/" : url.substr(slash);
    const auto server = parse_authority(options.authority);
    if (!server)
        throw std::runtime_error("\"" + options.authority +
                                 "\" is no address: 127.0.0.1, [::1]"
                                 " or localhost, with or without :PORT");
    options.server = *server;
}

void take_own_address(const std::string& text, Options& options) {
    const auto address = parse_address(text, 0);
    if (!address || address->family() != options.server.family())
        throw std::runtime_error("--bind is an address of the URL's family, not \"" + text + '"');
    options.bind_address = text;
    options.own = *address;
}

void take_user(const std::string& text, Options& options) {
    const auto colon = text.find(':');
    if (colon == text.npos || colon == 0) throw std::runtime_error("--user is NAME:PASSWORD");
    options.user = text.substr(0, colon);
    options.password = text.substr(colon + 1);
}

xcapd::http::Header parse_header(const std::string& text) {
    const auto colon = text.find(':');
    if (colon == std::string::npos || colon == 0)
        throw std::runtime_error("--header is \"Name: value\"");
    return {text.substr(0, colon), std::string(xcapd::ascii::trim(text.substr(colon + 1)))};
}

std::string read_body(const std::string& path) {
    auto bytes = xcapd::read_file(path);
    if (!bytes) throw std::runtime_error(path + " cannot be read: " + bytes.error());
    return std::move(bytes.value());
}

std::vector<int> parse_statuses(std::string_view text) {
    std::vector<int> statuses;
    for (;;) {
        const auto end = std::min(text.find(','), text.size());
        statuses.push_back(number_in("each status of --expect", text.substr(0, end), 100, 599));
        if (end == text.size()) return statuses;
        text.remove_prefix(end + 1);
    }
}

}  // namespace

Options parse_options(int argc, const char* const* argv) {
    Options options;
    const auto shown = visible(options);
    po::options_description all;
    all.add(shown).add_options()("url", po::value<std::string>());
    po::positional_options_description positional;
    positional.add("url", 1);
    po::variables_map given;
    po::store(po::command_line_parser(argc, argv).options(all).positional(positional).run(), given);
    po::notify(given);
    if (options.help) {
        std::ostringstream out;
        out << shown;
        options.help_text = out.str();
        return options;
    }
    const auto has = [&](const char* name) { return given.count(name) > 0; };
    const auto text = [&](const char* name) { return given[name].as<std::string>(); };
    const auto count = [&](const char* name, std::size_t from, std::size_t to) {
        return number_in("--" + std::string(name), text(name), from, to);
    };
    take_url(has("url") ? text("url") : "", options);
    if (has("connections")) options.connections = count("connections", 1, 65535);
    if (has("requests")) options.requests = count("requests", 1, most);
    if (has("seconds")) options.seconds = number_in("--seconds", text("seconds"), 0.0, longest);
    if (has("warmup")) options.warmup = number_in("--warmup", text("warmup"), 0.0, longest);
    if (has("method")) options.method = text("method");
    if (has("header"))
        for (const auto& header : given["header"].as<Texts>())
            options.headers.push_back(parse_header(header));
    if (has("body")) options.body = read_body(text("body"));
    if (has("user")) take_user(text("user"), options);
    if (has("bind")) take_own_address(text("bind"), options);
    options.expected_statuses = parse_statuses(has("expect") ? text("expect") : "200");
    if (has("length")) options.expected_length = count("length", 0, most);
    const auto format = has("format") ? text("format") : "text";
    if (format != "text" && format != "json") throw std::runtime_error("--format is text or json");
    options.format = format == "json" ? Format::json : Format::text;
    return options;
}

std::string for_connection(std::string text, std::size_t number) {
    constexpr std::string_view mark = "{c}";
    for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at))
        text.replace(at, mark.size(), std::to_string(number));
    return text;
}

}  // namespace bench
