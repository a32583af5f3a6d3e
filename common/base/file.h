// Whole files: the configuration, and what it names.
#pragma once

#include <string>

#include "base/result.h"

namespace xcapd {

/// The bytes of a file. Fails with what the system says ("No such file or directory", "Is a
/// directory").
Result<std::string, std::string> read_file(const std::string& path);

}  // namespace xcapd
