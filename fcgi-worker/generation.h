// One configuration in force, with all that the master builds from it before it forks. A reload
// makes the next one; workers of the old and the new serve side by side for a moment.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "config/config.h"
#include "privileges.h"
#include "server/server.h"

namespace xcapd {

struct Generation {
    Config config;
    std::shared_ptr<const SharedState> shared;
    std::optional<Privileges> privileges;  // what workers become; nothing when not root
    std::vector<std::string> warnings;     // of the databases

    std::size_t worker_count() const;  // as configured, or Config::default_workers()
};

/// Fails with one line for each thing that keeps the configuration from being served.
Result<std::shared_ptr<const Generation>, std::vector<std::string>> make_generation(
    Config config, const HostState& host = {});

}  // namespace xcapd
