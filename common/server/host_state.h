// What all workers of a host share and a reload keeps. The master makes it once, before it forks.
#pragma once

#include <memory>

#include "auth/nonce_window.h"
#include "config/config.h"

namespace xcapd {

struct HostState {
    std::shared_ptr<NonceWindow> nonces;
};

/// THROWS std::bad_alloc.
HostState make_host_state(const Config& config);

}  // namespace xcapd
