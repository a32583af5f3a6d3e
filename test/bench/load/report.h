// What a run of xcap-bench saw, and how it is printed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include "bench/load/options.h"

namespace bench {

struct Report {
    std::vector<std::uint32_t> latencies;  // microseconds, of the measured requests
    double seconds = 0;                    // the measurement took
    double cpu_seconds = 0;                // the generator itself used of these
    std::size_t answers = 0;               // in all, warm-up and challenges included
    std::size_t challenges = 0;            // 401 that brought a nonce
    std::size_t connects = 0;
    std::map<std::string, std::size_t> errors;  // what was not as it must be, and how often

    std::size_t error_count() const;
};

/// Sorts the latencies.
void print_report(std::ostream& out, Report& report, Format format);

}  // namespace bench
