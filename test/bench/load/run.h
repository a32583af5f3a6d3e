// The closed loop: every connection sends its next request when the answer to the last is whole.
#pragma once

#include "bench/load/options.h"
#include "bench/load/report.h"

namespace bench {

/// Ends early, with what was measured until then, by SIGINT or SIGTERM, after too many errors, and
/// when the server is gone. THROWS std::runtime_error when it cannot be reached in the first place.
Report run(const Options& options);

}  // namespace bench
