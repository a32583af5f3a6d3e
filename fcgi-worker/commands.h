// What each command of the command line does. RETURNS exit codes.
#pragma once

#include <string>
#include <vector>

#include "command_line.h"

namespace xcapd {

/// `argv` is the command line as started, which a re-executed server is started with again.
int run_command(const CommandLine& line, const std::vector<std::string>& argv);

}  // namespace xcapd
