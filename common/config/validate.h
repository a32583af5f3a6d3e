// What one setting cannot tell alone: URIs that must parse, names that go into SQL, missing roots.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"

namespace xcapd {

struct ConfigFinding {
    std::string section;
    std::string key;
    std::string message;
};

/// Everything wrong with `config`; empty when it can be served.
std::vector<ConfigFinding> validate(const Config& config);

/// "sqlite", "mysql" … of a database URI, without the driver of SQLAlchemy's "sqlite+pysqlite:".
std::string_view database_scheme(std::string_view uri);

}  // namespace xcapd
