#include "bench/load/options.h"

#include <boost/program_options.hpp>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "base/ascii.h"

namespace bench {
namespace {

namespace po = boost::program_options;
using Texts = std::vector<std::string>;

po::options_description visible(Options& options) {
    po::options_description all("Options");
    const auto text = [](std::string& to) { return po::value<std::string>(&to); };
    all.add_options()                                                                      //
        ("connections,c", po::value(&options.connections), "keep-alive connections (16)")  //
        ("seconds,s", po::value(&options.seconds), "how long to measure (5)")              //
        ("requests,n", po::value(&options.requests), "measure so many requests instead")   //
        ("warmup", po::value(&options.warmup), "seconds before the measurement (0.2)")     //
        ("method,X", text(options.method), "GET, PUT … (GET)")                             //
        ("header,H", po::value<Texts>()->composing(), "\"Name: value\"; repeatable")       //
        ("body,T", po::value<std::string>(), "file to send as body")                       //
        ("user,u", po::value<std::string>(), "NAME:PASSWORD for digest")                   //
        ("shared-nonce", po::bool_switch(&options.shared_nonce),
         "one nonce for all connections, not one for each")  //
        ("revalidate", po::bool_switch(&options.revalidate),
         "GET once, then send If-None-Match with the entity tag that came")                //
        ("bind", text(options.bind_address), "address to connect from")                    //
        ("expect", po::value<std::string>(), "statuses that are right, as 200,201 (200)")  //
        ("length", po::value<std::size_t>(), "bytes that every body must have")            //
        ("format,f", po::value<std::string>()->default_value("text"), "text or json")      //
        ("help,h", po::bool_switch(&options.help), "print this text");
    return all;
}

void take_url(const std::string& url, Options& options) {
    constexpr std::string_view scheme = "http://";
    if (!url.starts_with(scheme))
        throw std::runtime_error("name a URL, as http://127.0.0.1:8080/path; https is not spoken");
    const auto slash = std::min(url.find('/', scheme.size()), url.size());
    options.authority = url.substr(scheme.size(), slash - scheme.size());
    options.target = slash == url.size() ? "/" : url.substr(slash);
    const auto colon = options.authority.find(':');
    options.host = options.authority.substr(0, colon);
    if (options.host == "localhost") options.host = "127.0.0.1";
    if (colon != std::string::npos) options.port = std::stoi(options.authority.substr(colon + 1));
}

xcapd::http::Header parse_header(const std::string& text) {
    const auto colon = text.find(':');
    if (colon == std::string::npos) throw std::runtime_error("--header is \"Name: value\"");
    return {text.substr(0, colon), std::string(xcapd::ascii::trim(text.substr(colon + 1)))};
}

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (file) text << file.rdbuf();
    if (!file) throw std::runtime_error(path + " cannot be read");
    return text.str();
}

std::vector<int> parse_statuses(const std::string& text) {
    std::vector<int> statuses;
    std::istringstream parts(text);
    for (std::string part; std::getline(parts, part, ',');) statuses.push_back(std::stoi(part));
    return statuses;
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
    const auto text = [&](const char* name) {
        return given.count(name) > 0 ? given[name].as<std::string>() : std::string();
    };
    take_url(text("url"), options);
    if (given.count("header") > 0)
        for (const auto& header : given["header"].as<Texts>())
            options.headers.push_back(parse_header(header));
    if (given.count("body") > 0) options.body = read_file(text("body"));
    if (const auto user = text("user"); !user.empty()) {
        const auto colon = user.find(':');
        if (colon == user.npos) throw std::runtime_error("--user is NAME:PASSWORD");
        options.user = user.substr(0, colon);
        options.password = user.substr(colon + 1);
    }
    options.expected_statuses = parse_statuses(given.count("expect") > 0 ? text("expect") : "200");
    if (given.count("length") > 0) options.expected_length = given["length"].as<std::size_t>();
    if (text("format") != "text" && text("format") != "json")
        throw std::runtime_error("--format is text or json");
    options.format = text("format") == "json" ? Format::json : Format::text;
    if (options.connections == 0) throw std::runtime_error("--connections is at least 1");
    return options;
}

std::string for_connection(std::string text, std::size_t number) {
    constexpr std::string_view mark = "{c}";
    for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at))
        text.replace(at, mark.size(), std::to_string(number));
    return text;
}

}  // namespace bench
