// What each command of the command line does. RETURNS exit codes.
#pragma once

#include "command_line.h"

namespace xcapd {

int run_command(const CommandLine& line);

}  // namespace xcapd
