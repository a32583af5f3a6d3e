// Reads config.ini into a Config: defaults from the settings table, values from the file, each
// checked. Serves `serve`, `check`, `print-config` and every other command.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/config.h"

namespace xcapd {

struct LoadedConfig {
    Config config;
    std::vector<std::string> warnings;  // unknown keys, and keys that nginx replaces
};

/// All defaults, as an empty file would give them.
Config default_config();

/// `name` stands in messages. Fails with every error of the file, one `file:line: …` each.
Result<LoadedConfig, std::vector<std::string>> load_config(std::string_view text,
                                                           std::string_view name);

/// The same from a file; an unreadable file is an error like the others.
Result<LoadedConfig, std::vector<std::string>> load_config_file(const std::string& path);

/// A commented config.ini with the values of `config`; secrets are masked.
std::string print_config(const Config& config);

/// A secret value for messages: stars, or a database URI with its password starred out.
std::string mask_secret(const std::string& value);

}  // namespace xcapd
