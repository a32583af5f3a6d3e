// Whether the tables can serve, for `xcapd check` and for the master before it forks workers.
#pragma once

#include "config/config.h"
#include "store/fitness.h"

namespace xcapd::admin {

/// Of every database, opened only to look: nothing is made or changed. One that cannot be reached
/// is a warning, for it may come back.
Fitness check_databases(const Config& config);

}  // namespace xcapd::admin
