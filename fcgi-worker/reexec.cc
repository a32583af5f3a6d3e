#include "reexec.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/ascii.h"
#include "exit_codes.h"
#include "signals.h"

namespace xcapd {
namespace {

constexpr const char* workers_variable = "XCAPD_OLD_WORKERS";

void execute(const std::string& program, std::vector<std::string> arguments) {
    std::vector<char*> argv;
    for (auto& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    ::execv(program.c_str(), argv.data());
}

}  // namespace

std::string program_path() {
    std::error_code error;
    std::string path = std::filesystem::read_symlink("/proc/self/exe", error).string();
    static constexpr std::string_view replaced = " (deleted)";
    if (path.ends_with(replaced)) path.resize(path.size() - replaced.size());
    return path;
}

pid_t start_check(const std::string& program, const std::string& config_path) {
    const pid_t child = ::fork();
    if (child != 0) return child;
    restore_signals();
    execute(program, {program, "-c", config_path, "check"});
    ::_exit(exit_failed);
}

std::string reexecute(const std::string& program, const std::string& config_path, bool foreground,
                      const ListenSocket& socket, const std::vector<pid_t>& workers) {
    std::string pids;
    for (const pid_t pid : workers) pids += std::to_string(pid) + ",";
    ::setenv(workers_variable, pids.c_str(), 1);
    socket.keep_over_exec();
    // Signals stay blocked over the exec, and those that wait now are taken by the new program.
    std::vector<std::string> arguments = {program, "-c", config_path, "serve"};
    if (foreground) arguments.push_back("--foreground");
    execute(program, std::move(arguments));
    const std::string reason = std::strerror(errno);
    ::unsetenv(workers_variable);
    socket.drop_over_exec();
    return reason;
}

bool is_reexecuted(std::vector<pid_t>& workers) {
    const char* pids = std::getenv(workers_variable);
    if (pids == nullptr) return false;
    for (const auto& pid : ascii::split_list(pids)) workers.push_back(std::atoi(pid.c_str()));
    ::unsetenv(workers_variable);
    return true;
}

}  // namespace xcapd
