#include "command_line.h"

#include <boost/program_options.hpp>
#include <filesystem>
#include <sstream>

namespace xcapd {
namespace {

namespace options = boost::program_options;

options::options_description visible_options() {
    options::options_description visible("Options");
    visible.add_options()                                                                       //
        ("config,c", options::value<std::string>(), "configuration file")                       //
        ("foreground,f", "serve in the foreground, log to standard error")                      //
        ("no-fork", "the same, under OpenXCAP's name")                                          //
        ("share", options::value<std::string>(), "nginx-config: where nginx/xcapd_*.conf are")  //
        ("logs", options::value<std::string>(), "nginx-config: directory of nginx's logs")      //
        ("www", options::value<std::string>(), "nginx-config: directory of the pages")          //
        ("help,h", "print this text")                                                           //
        ("version,V", "print the version");
    return visible;
}

// Options of `migrate`; to every other command they are arguments it does not take.
constexpr const char* migration_modes[] = {"check", "dry-run", "apply"};

// Where configuration is looked for when no -c is given, in this order.
std::vector<std::filesystem::path> default_config_paths() {
    std::vector<std::filesystem::path> paths = {"/etc/xcapd/config.ini",
                                                "/etc/openxcap/config.ini"};
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (!error) paths.push_back(program.parent_path() / "config.ini");
    return paths;
}

Result<std::string, std::string> find_config() {
    std::string looked_for;
    for (const auto& path : default_config_paths()) {
        std::error_code error;
        if (std::filesystem::exists(path, error)) return path.string();
        looked_for += " " + path.string();
    }
    return fail("no configuration file; looked for" + looked_for + "; name one with -c");
}

}  // namespace

std::string usage() {
    std::ostringstream text;
    text << "Usage: xcapd [OPTIONS] [COMMAND]\n\n"
            "Commands:\n"
            "  serve                 start the server (the default)\n"
            "  check                 check the configuration and say what is wrong\n"
            "  print-config          print every setting in force, secrets masked\n"
            "  nginx-config          print the nginx site for this configuration\n"
            "  init-db               create the tables where they are missing\n"
            "  migrate --check       say what is wrong in the database, and change nothing\n"
            "  migrate --dry-run     print the SQL that would mend it\n"
            "  migrate --apply       mend what can be mended without losing anything\n"
            "  user add ADDRESS      add an account; the password comes from the terminal\n"
            "                        or from standard input\n"
            "  user passwd ADDRESS   change its password\n"
            "  user del ADDRESS      delete it\n"
            "  user list             list all accounts\n\n"
         << visible_options();
    return text.str();
}

Result<CommandLine, std::string> parse_command_line(int argc, const char* const* argv) {
    options::options_description all = visible_options();
    all.add_options()("words", options::value<std::vector<std::string>>());
    for (const char* mode : migration_modes) all.add_options()(mode, "");
    options::positional_options_description words;
    words.add("words", -1);
    options::variables_map given;
    try {
        options::store(
            options::command_line_parser(argc, argv).options(all).positional(words).run(), given);
    } catch (const options::error& error) {
        return fail(std::string(error.what()));
    }

    CommandLine line;
    line.help = given.count("help") > 0;
    line.version = given.count("version") > 0;
    line.foreground = given.count("foreground") > 0 || given.count("no-fork") > 0;
    if (given.count("share") > 0) line.share = given["share"].as<std::string>();
    if (given.count("logs") > 0) line.logs = given["logs"].as<std::string>();
    if (given.count("www") > 0) line.www = given["www"].as<std::string>();
    line.command = "serve";
    if (given.count("words") > 0) {
        line.arguments = given["words"].as<std::vector<std::string>>();
        line.command = line.arguments.front();
        line.arguments.erase(line.arguments.begin());
    }
    for (const char* mode : migration_modes)
        if (given.count(mode) > 0) line.arguments.push_back(std::string("--") + mode);
    if (line.help || line.version) return line;
    if (given.count("config") > 0) {
        line.config_path = given["config"].as<std::string>();
        return line;
    }
    auto found = find_config();
    if (!found) return fail(std::move(found.error()));
    line.config_path = std::move(found.value());
    return line;
}

}  // namespace xcapd
