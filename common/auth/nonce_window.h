// Which counts (nc) of each digest nonce were used, in memory that all workers of a host share, so
// that a recorded Authorization header cannot be sent again (RFC 7616 3.4, 5.5).
//
// It fails safe: a nonce that was evicted, or is older than the window itself, is unknown, which
// costs its client a challenge and is never a replay. A worker that dies in here takes its bucket
// of nonces with it, and nothing else.
#pragma once

#include <cstddef>
#include <cstdint>

#include "auth/nonce.h"

namespace xcapd {

enum class NonceUse {
    accepted,
    replayed,  // this count was used before
    unknown,   // evicted, or the count is far below the highest one: as good as stale
};

class NonceWindow {
  public:
    /// Room for about `nonces` of them, 64 bytes each; made before the fork that shares it. Nonces
    /// issued before `now` (microseconds since 1970) are unknown to it. THROWS std::bad_alloc.
    NonceWindow(std::size_t nonces, std::int64_t now);
    NonceWindow(const NonceWindow&) = delete;
    NonceWindow& operator=(const NonceWindow&) = delete;
    ~NonceWindow();

    /// Marks a count as used. Counts may begin above 1 and come out of order, as long as they are
    /// not 256 below the highest. `now` as above.
    NonceUse use(const NonceId& nonce, std::uint32_t count, std::int64_t now);

  private:
    struct Bucket;
    Bucket* buckets_ = nullptr;
    std::size_t count_ = 0;
};

}  // namespace xcapd
