// `xcapd init-db`: creates the tables where they are missing. Safe to repeat.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"

namespace xcapd::admin {

/// One line per database that is now ready, and warnings about what was in it. THROWS StoreError.
std::vector<std::string> init_databases(const Config& config);

}  // namespace xcapd::admin
