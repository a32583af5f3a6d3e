// The secret under which digest nonces are made, kept in a file, so that the hosts of one service
// can share it and a restart does not change it.
#pragma once

#include <string>

#include "base/result.h"

namespace xcapd {

/// The secret in `path`. A file that is not there is made first, with random bytes in hex, readable
/// by its owner alone; of two programs that make it at once both get the same. Fails with one line.
Result<std::string, std::string> keep_nonce_secret(const std::string& path);

}  // namespace xcapd
