// What all workers of a host share and a reload keeps. The master makes it once, before it forks.
#pragma once

#include <memory>
#include <string>

#include "auth/nonce_window.h"
#include "config/config.h"
#include "store/write_turns.h"

namespace xcapd {

struct HostState {
    std::shared_ptr<NonceWindow> nonces;
    std::shared_ptr<WriteTurns> write_turns;
    std::string nonce_secret;  // where the configuration names none
    std::string warning;       // for the log; empty: nothing to say
};

/// Reads the nonce secret, or makes it. THROWS std::bad_alloc.
HostState make_host_state(const Config& config);

}  // namespace xcapd
