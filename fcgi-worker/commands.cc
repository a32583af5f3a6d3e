#include "commands.h"

#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "admin/accounts.h"
#include "admin/init_db.h"
#include "admin/migrate.h"
#include "admin/nginx_config.h"
#include "config/load.h"
#include "exit_codes.h"
#include "generation.h"
#include "master.h"
#include "password_prompt.h"
#include "privileges.h"

namespace xcapd {
namespace {

int complain(const std::string& message) {
    std::cerr << "xcapd: " << message << '\n';
    return exit_failed;
}

int check(const CommandLine& line, const LoadedConfig& loaded) {
    // All that serve needs before it opens its socket: a re-execution relies on this.
    const auto generation = make_generation(loaded.config);
    if (!generation) {
        for (const auto& error : generation.error()) complain(line.config_path + ": " + error);
        return exit_failed;
    }
    for (const auto& warning : (*generation)->warnings)
        std::cerr << "xcapd: warning: " << warning << '\n';
    std::cout << line.config_path << ": ok\n";
    return exit_ok;
}

// A database file made by root could not be written by the workers; so whatever opens one becomes
// the workers' user first.
std::string become_worker(const Config& config) {
    if (geteuid() != 0) return {};
    const auto privileges = find_privileges(config);
    if (!privileges) return privileges.error();
    return drop_privileges(*privileges);
}

int init_db(const Config& config) {
    for (const auto& line : admin::init_databases(config)) std::cout << line << '\n';
    return exit_ok;
}

int report(const Result<std::string, std::string>& done, const char* what) {
    if (!done) return complain(done.error());
    std::cout << *done << what << '\n';
    return exit_ok;
}

int user(const std::vector<std::string>& words, const Config& config) {
    const std::string action = words.empty() ? "" : words[0];
    if (action == "list" && words.size() == 1) {
        for (const auto& name : admin::list_users(config)) std::cout << name << '\n';
        return exit_ok;
    }
    if (words.size() != 2) return complain("expected: user add|passwd|del ADDRESS, or user list");
    if (action == "del") return report(admin::delete_user(config, words[1]), " deleted");
    if (action != "add" && action != "passwd")
        return complain("unknown action \"" + action + "\"; there are add, passwd, del and list");
    const auto password = read_password();
    if (!password) return complain(password.error());
    return action == "add"
               ? report(admin::add_user(config, words[1], *password), " added")
               : report(admin::change_password(config, words[1], *password), " has a new password");
}

int migrate_as(admin::Migration what, const Config& config) {
    const auto report = admin::migrate(config, what);
    if (!report) {
        for (const auto& error : report.error()) complain(error);
        return exit_migrate_failed;
    }
    for (const auto& text : report->lines) std::cout << text << '\n';
    return report->needs_action ? exit_findings : exit_ok;
}

int migrate(const std::vector<std::string>& words, const Config& config) {
    const std::pair<const char*, admin::Migration> modes[] = {
        {"--check", admin::Migration::check},
        {"--dry-run", admin::Migration::dry_run},
        {"--apply", admin::Migration::apply}};
    std::string error = "expected: migrate --check, migrate --dry-run or migrate --apply";
    try {
        for (const auto& [word, what] : modes) {
            if (words != std::vector<std::string>{word}) continue;
            error = become_worker(config);
            if (error.empty()) return migrate_as(what, config);
        }
    } catch (const std::exception& failure) {
        error = failure.what();
    }
    complain(error);
    return exit_migrate_failed;
}

int on_database(const CommandLine& line, const Config& config) {
    if (line.command == "migrate") return migrate(line.arguments, config);
    if (const auto error = become_worker(config); !error.empty()) return complain(error);
    return line.command == "init-db" ? init_db(config) : user(line.arguments, config);
}

int nginx_config(const CommandLine& line, const Config& config) {
    const auto absolute = [](const std::string& path) {
        return std::filesystem::absolute(path).lexically_normal().string();
    };
    const std::string logs = line.logs.empty() ? "/var/log/nginx" : line.logs;
    const std::string share = line.share.empty() ? std::string(installed_share) : line.share;
    const std::string www = line.www.empty() ? share + "/www" : line.www;
    const auto directory = std::filesystem::absolute(line.config_path).parent_path().string();
    const auto site = admin::nginx_config(
        config, {absolute(share), absolute(logs), absolute(www), absolute(directory)});
    if (!site) {
        for (const auto& error : site.error()) complain(error);
        return exit_failed;
    }
    for (const auto& note : site->notes) std::cerr << "xcapd: " << note << '\n';
    std::cout << site->text;
    return exit_ok;
}

int serve(const CommandLine& line, LoadedConfig loaded) {
    // Absolute, so that a reload finds the same file.
    const auto path = std::filesystem::absolute(line.config_path).string();
    return run_master({path, line.foreground}, std::move(loaded));
}

}  // namespace

int run_command(const CommandLine& line) {
    if (line.command != "user" && line.command != "migrate" && !line.arguments.empty())
        return complain("\"" + line.command + "\" takes no argument");
    if (line.command != "nginx-config" && !(line.share + line.logs + line.www).empty())
        return complain("--share, --logs and --www belong to nginx-config");
    auto loaded = load_config_file(line.config_path);
    if (!loaded) {
        for (const auto& error : loaded.error()) complain(error);
        return line.command == "migrate" ? exit_migrate_failed : exit_failed;
    }
    // What nginx does instead is no news where its configuration is written.
    if (line.command == "nginx-config") return nginx_config(line, loaded->config);
    for (const auto& warning : loaded->warnings) std::cerr << "xcapd: warning: " << warning << '\n';

    if (line.command == "serve") return serve(line, std::move(loaded.value()));
    if (line.command == "check") return check(line, *loaded);
    if (line.command == "init-db" || line.command == "user" || line.command == "migrate")
        return on_database(line, loaded->config);
    if (line.command == "print-config") {
        std::cout << print_config(loaded->config);
        return exit_ok;
    }
    return complain("unknown command \"" + line.command + "\"; see xcapd --help");
}

}  // namespace xcapd
