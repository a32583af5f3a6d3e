// Bounds on what one document may cost to parse. Set from the [Limits] section.
#pragma once

#include <cstddef>

namespace xcapd::xml {

struct Limits {
    std::size_t depth = 100;        // nested elements; libxml2 itself stops at 256
    std::size_t elements = 100000;  // in the document
    std::size_t attributes = 100;   // of one element, namespace declarations included
    // Namespace declarations in scope of one element: libxml2 looks through them for each name.
    std::size_t declarations = 500;
};

/// For bytes as they were stored, perhaps before the configured limits were lowered, or by others.
inline constexpr Limits stored_limits{250, 10'000'000, 1000, 250'000};

}  // namespace xcapd::xml
