#include "generation.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "database_look.h"

namespace xcapd {
namespace {

// Those that this process may run on. std::thread::hardware_concurrency() counts the others too.
std::size_t usable_cpus() {
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    if (::sched_getaffinity(0, sizeof cpus, &cpus) == 0)
        return static_cast<std::size_t>(CPU_COUNT(&cpus));
    return std::max(1U, std::thread::hardware_concurrency());  // more than a cpu_set_t holds
}

}  // namespace

std::size_t Generation::worker_count() const {
    if (config.workers > 0) return static_cast<std::size_t>(config.workers);
    return config.default_workers(usable_cpus());
}

Result<std::shared_ptr<const Generation>, std::vector<std::string>> make_generation(
    Config config, const HostState& host) {
    auto generation = std::make_shared<Generation>();
    auto shared = prepare_shared_state(config, host);
    if (!shared) return fail(std::move(shared.error()));
    generation->shared = std::move(shared.value());
    if (::geteuid() == 0) {
        auto privileges = find_privileges(config);
        if (!privileges) return fail(std::vector{privileges.error()});
        generation->privileges = std::move(privileges.value());
    }
    auto databases = look_at_databases(config, generation->privileges);
    if (!databases) return fail(std::move(databases.error()));
    generation->warnings = std::move(databases.value());
    generation->config = std::move(config);
    return std::shared_ptr<const Generation>(std::move(generation));
}

}  // namespace xcapd
