#include "server/host_state.h"

#include "auth/nonce_secret.h"
#include "base/clock.h"
#include "base/crypto.h"

namespace xcapd {

HostState make_host_state(const Config& config) {
    HostState host;
    host.nonces = std::make_shared<NonceWindow>(static_cast<std::size_t>(config.nonce_window),
                                                unix_microseconds());
    host.write_turns = std::make_shared<WriteTurns>();
    if (!config.nonce_secret.empty()) return host;
    // Without a file the secret lives as long as this process, over reloads too.
    host.nonce_secret = crypto::random_bytes(32);
    if (config.nonce_secret_file.empty()) return host;
    auto kept = keep_nonce_secret(config.nonce_secret_file);
    if (kept) {
        host.nonce_secret = std::move(kept.value());
    } else {
        host.warning = kept.error() + "; digest nonces end with this process";
    }
    return host;
}

}  // namespace xcapd
