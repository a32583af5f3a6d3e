// xcapd: the XCAP server (RFC 4825). Parses the command line and runs the command.
#include <algorithm>
#include <exception>
#include <iostream>
#include <string_view>

#include "command_line.h"
#include "commands.h"
#include "exit_codes.h"

namespace {

// A command line that cannot be read names no command; this is where its exit status comes from.
int failure_status(int argc, char** argv) {
    const bool is_migrate = std::any_of(
        argv, argv + argc, [](const char* word) { return std::string_view(word) == "migrate"; });
    return is_migrate ? xcapd::exit_migrate_failed : xcapd::exit_failed;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const auto line = xcapd::parse_command_line(argc, argv);
        if (!line) {
            std::cerr << "xcapd: " << line.error() << "\n";
            return failure_status(argc, argv);
        }
        if (line->help) {
            std::cout << xcapd::usage();
            return xcapd::exit_ok;
        }
        if (line->version) {
            std::cout << "xcapd " XCAPD_VERSION "\n";
            return xcapd::exit_ok;
        }
        return xcapd::run_command(*line);
    } catch (const std::exception& error) {
        std::cerr << "xcapd: " << error.what() << '\n';
        return failure_status(argc, argv);
    }
}
