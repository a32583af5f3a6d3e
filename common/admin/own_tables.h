// xcapd's own tables in a database that was there before: a part of `xcapd init-db`.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"

namespace xcapd::admin {

/// Makes them where they are missing, and enters the service URIs of the documents that are there.
/// Safe to repeat. RETURNS a warning for each document that has a URI of another's: its next write
/// will be refused. THROWS StoreError.
std::vector<std::string> make_own_tables(const Config& config);

}  // namespace xcapd::admin
