// The command line of xcapd (Boost.ProgramOptions): which command, which configuration file.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace xcapd {

struct CommandLine {
    std::string command;                 // "serve" when none is named
    std::vector<std::string> arguments;  // of the command; migrate's --check and so on too
    std::string config_path;             // found, or as given with -c
    std::string share;                   // of nginx-config; empty: as installed
    std::string logs;                    // of nginx-config; empty: Debian's
    std::string www;                     // of nginx-config; empty: www in share
    bool foreground = false;
    bool help = false;
    bool version = false;
};

/// Fails with a sentence for standard error.
Result<CommandLine, std::string> parse_command_line(int argc, const char* const* argv);

/// The text of --help.
std::string usage();

}  // namespace xcapd
