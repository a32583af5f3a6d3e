// The closed loop: every connection sends its next request when the answer to the last is whole.
#pragma once

#include "bench/load/options.h"
#include "bench/load/report.h"

namespace bench {

/// THROWS std::runtime_error when the server cannot be reached.
Report run(const Options& options);

}  // namespace bench
