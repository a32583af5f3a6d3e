// One worker process: gives up root, opens its store, answers one request after another.
#pragma once

#include <sys/types.h>

#include "generation.h"
#include "scoreboard.h"

namespace xcapd {

/// Runs until it is told to stop or has answered max_requests. RETURNS an exit code.
/// REQUIRES: just forked by `master`, signals blocked.
int run_worker(const Generation& generation, WorkerSlot& slot, int listen_fd, pid_t master);

}  // namespace xcapd
