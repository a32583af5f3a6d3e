// Counts what the process allocates and copies, libraries included, by taking the place of malloc
// and memcpy. For bench-allocations only; counts nothing under a sanitizer, which does the same.
//
// Copies that the compiler writes out inline, a few bytes each, are not seen.
#pragma once

#include <cstdint>

namespace bench {

struct Counters {
    std::uint64_t allocations = 0;  // calls of malloc, calloc, realloc and the aligned ones
    std::uint64_t allocated = 0;    // bytes they were asked for
    std::uint64_t copied = 0;       // bytes that memcpy and memmove moved
};

/// Since the process began.
Counters counters();

/// Whether this build can count.
bool can_count();

}  // namespace bench
