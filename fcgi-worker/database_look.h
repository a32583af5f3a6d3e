// Looks at the databases as a worker would, before there is one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "config/config.h"
#include "privileges.h"

namespace xcapd {

/// In a process of its own, which becomes the workers' user: a server may know us by it, root opens
/// no file where others may write, and workers inherit nothing of a client library. RETURNS
/// warnings; fails with one line for each thing that keeps the tables from serving.
Result<std::vector<std::string>, std::vector<std::string>> look_at_databases(
    const Config& config, const std::optional<Privileges>& privileges);

}  // namespace xcapd
