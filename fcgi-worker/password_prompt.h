// Reads a password: from the terminal twice and unseen, or one line from standard input.
#pragma once

#include <string>

#include "base/result.h"

namespace xcapd {

/// Fails with a sentence when the two do not agree or there is none.
Result<std::string, std::string> read_password();

}  // namespace xcapd
