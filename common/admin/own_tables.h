// xcapd's own tables in a database that was there before: a part of `xcapd init-db`.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"

namespace xcapd::admin {

/// Makes them where they are missing, and enters the service URIs of the documents that are there;
/// those that a document has no more are given up. Safe to repeat. RETURNS what was given up, and a
/// warning for each URI that a document cannot have: its next write will be refused. THROWS
/// StoreError.
std::vector<std::string> make_own_tables(const Config& config);

}  // namespace xcapd::admin
