// The fields of a uniqueness failure (RFC 4825 11.1): do they name what is there once too often?
#pragma once

#include <string>
#include <vector>

namespace conformance {

/// Every field of `conflict` selects, in the document that would have been, one of the attributes
/// that have their value in common with one of `expected` (XPaths of attributes): whether a server
/// names the first of them or the last is its choice. THROWS Failed.
void expect_fields(const std::string& conflict, const std::string& document,
                   const std::vector<std::string>& expected);

}  // namespace conformance
