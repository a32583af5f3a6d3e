// One linear look at the markup before libxml2 gets it.
//
// libxml2 2.9 checks attributes of a tag against each other in quadratic time and parses a DOCTYPE
// before any handler could refuse it. So the encoding, the version, DOCTYPE and all Limits are
// decided here, in one pass that allocates nothing. What is merely not well-formed is left to
// libxml2, whose messages are better; anything libxml2 could read differently is refused here.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"
#include "xml/limits.h"
#include "xml/parse_error.h"

namespace xcapd::xml {

/// How much there is to index, exactly where the bytes are well-formed.
struct MarkupCounts {
    std::size_t elements = 0;
    std::size_t attributes = 0;  // namespace declarations included
};

/// Fails with the reason why `bytes` must not be parsed. Linear in the size of `bytes`.
Result<MarkupCounts, ParseError> prescan(std::string_view bytes, const Limits& limits);

}  // namespace xcapd::xml
