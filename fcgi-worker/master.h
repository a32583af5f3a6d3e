// The prefork supervisor: opens the socket, keeps the workers alive, acts on signals. Never reads
// a request.
#pragma once

#include <string>

#include "config/load.h"

namespace xcapd {

struct MasterOptions {
    std::string config_path;  // read again at each reload
    bool foreground = false;  // stay, and log to standard error
};

/// Serves until it is told to stop. RETURNS an exit code.
int run_master(const MasterOptions& options, LoadedConfig loaded);

}  // namespace xcapd
