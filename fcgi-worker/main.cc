// xcapd: the XCAP server (RFC 4825). Parses the command line and runs the command.
#include <exception>
#include <iostream>

#include "command_line.h"
#include "commands.h"
#include "exit_codes.h"

int main(int argc, char** argv) {
    try {
        const auto line = xcapd::parse_command_line(argc, argv);
        if (!line) {
            std::cerr << "xcapd: " << line.error() << "\n";
            return xcapd::exit_failed;
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
        return xcapd::exit_failed;
    }
}
