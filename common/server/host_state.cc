#include "server/host_state.h"

#include "base/clock.h"

namespace xcapd {

HostState make_host_state(const Config& config) {
    return {std::make_shared<NonceWindow>(static_cast<std::size_t>(config.nonce_window),
                                          unix_microseconds())};
}

}  // namespace xcapd
