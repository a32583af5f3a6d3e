#include "conformance/options.h"

#include <boost/program_options.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "base/ascii.h"
#include "config/ini.h"

namespace conformance {
namespace {

namespace po = boost::program_options;

po::options_description visible() {
    po::options_description options("Options");
    options.add_options()                                                                        //
        ("account,a", po::value<std::string>(), "account of ~/.xcapclient.ini: [Account_NAME]")  //
        ("ini", po::value<std::string>(), "another file than ~/.xcapclient.ini")                 //
        ("user,u", po::value<std::string>(), "the account's address, as alice@example.com")      //
        ("login", po::value<std::string>(), "its user name, where it is not the part before @")  //
        ("password,p", po::value<std::string>(), "its password")                                 //
        ("app", po::value<std::string>(),
         "an application usage without a schema, as AUID,NAMESPACE,MEDIA-TYPE; default "
         "test-app,test-app,application/test-app+xml")                  //
        ("ca-file", po::value<std::string>(), "certificates to trust")  //
        ("insecure,k", "trust any certificate")                         //
        ("only,o", po::value<std::vector<std::string>>()->composing(),
         "run cases of this group, of this section, or with this in their name; repeatable")    //
        ("list,l", "list the cases and end")                                                    //
        ("format,f", po::value<std::string>()->default_value("table"), "table, json or junit")  //
        ("help,h", "print this text");
    return options;
}

// What one account of the file says: sip_address, password, xcap_root.
void read_account(const std::string& path, const std::string& name, Options& options) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    const auto entries = xcapd::parse_ini(text.str());
    if (!file || !entries) throw std::runtime_error(path + " cannot be read");
    bool is_known = false;
    for (const auto& entry : *entries) {
        if (entry.section != "Account_" + name && !(name.empty() && entry.section == "Account"))
            continue;
        is_known = true;
        const auto key = xcapd::ascii::lower(entry.key);
        if (key == "sip_address") options.target.xui = "sip:" + entry.value;
        if (key == "password") options.target.credentials.password = entry.value;
        if (key == "xcap_root") options.target.root = entry.value;
    }
    if (!is_known) throw std::runtime_error(path + " has no section [Account_" + name + "]");
}

Application parse_app(const std::string& text) {
    std::istringstream parts(text);
    Application app;
    std::getline(parts, app.auid, ',');
    std::getline(parts, app.default_namespace, ',');
    std::getline(parts, app.media_type);
    if (app.media_type.empty()) throw std::runtime_error("--app is AUID,NAMESPACE,MEDIA-TYPE");
    return app;
}

Format parse_format(const std::string& word) {
    if (word == "table") return Format::table;
    if (word == "json") return Format::json;
    if (word == "junit") return Format::junit;
    throw std::runtime_error("--format is table, json or junit");
}

void complete(Options& options) {
    auto& target = options.target;
    while (target.root.ends_with('/')) target.root.pop_back();
    if (target.root.find("://") == target.root.npos)
        throw std::runtime_error("name the XCAP root, as http://example.com/xcap-root");
    if (target.xui.empty()) throw std::runtime_error("name the account with --user or --account");
    if (!target.xui.starts_with("sip:")) target.xui = "sip:" + target.xui;
    if (target.credentials.user.empty())
        target.credentials.user = target.xui.substr(4, target.xui.find('@') - 4);
}

}  // namespace

Options parse_options(int argc, const char* const* argv) {
    auto all = visible();
    all.add_options()("root", po::value<std::string>());
    po::positional_options_description positional;
    positional.add("root", 1);
    po::variables_map given;
    po::store(po::command_line_parser(argc, argv).options(all).positional(positional).run(), given);

    Options options;
    const auto text = [&](const char* name) {
        return given.count(name) > 0 ? given[name].as<std::string>() : std::string();
    };
    options.help = given.count("help") > 0;
    options.list = given.count("list") > 0;
    if (options.help) {
        std::ostringstream out;
        out << visible();
        options.help_text = out.str();
        return options;
    }
    options.format = parse_format(text("format"));
    if (given.count("only") > 0) options.filters = given["only"].as<std::vector<std::string>>();
    if (options.list) return options;

    if (given.count("account") > 0) {
        const char* home = std::getenv("HOME");
        const auto path = given.count("ini") > 0
                              ? text("ini")
                              : std::string(home == nullptr ? "" : home) + "/.xcapclient.ini";
        read_account(path, text("account"), options);
    }
    auto& target = options.target;
    if (given.count("root") > 0) target.root = text("root");
    if (given.count("user") > 0) target.xui = text("user");
    if (given.count("login") > 0) target.credentials.user = text("login");
    if (given.count("password") > 0) target.credentials.password = text("password");
    if (given.count("app") > 0) target.app = parse_app(text("app"));
    target.trust = {text("ca-file"), given.count("insecure") > 0};
    complete(options);
    return options;
}

}  // namespace conformance
