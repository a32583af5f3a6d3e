// The one table of settings: section, key, type, default, range, one line of help.
//
// Serves the loader, `xcapd check`, `xcapd print-config`, and the test that walks the table
// against etc/config.ini and man/xcapd.conf.5. A new setting is a member of Config and a row here.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "config/config.h"

namespace xcapd {

enum class Reload {
    yes,  // a HUP puts a new value in force
    no,   // needs a restart; a HUP that changes it says so
};

struct Setting {
    std::string_view section;
    std::string_view key;
    std::variant<bool Config::*, std::int64_t Config::*, std::string Config::*, List Config::*>
        member;
    std::string_view default_text;
    std::string_view help;
    std::int64_t min = 0;
    std::int64_t max = 0;           // numbers only
    std::string_view allowed = {};  // words and lists: "digest|basic"; empty: any
    bool secret = false;            // print-config masks it
    Reload reload = Reload::yes;
    std::string_view replaced_by = {};  // not empty: read for OpenXCAP's sake, without effect here
};

std::span<const Setting> settings();

/// The row of a key, or nullptr. Sections compare exactly, keys without regard to case.
const Setting* find_setting(std::string_view section, std::string_view key);

/// The known "section.key" nearest to an unknown one, or empty when none is near.
std::string nearest_setting(std::string_view section, std::string_view key);

/// Puts `text` into its member. RETURNS an empty string, or what was expected instead.
std::string assign(const Setting& setting, std::string_view text, Config& config);

/// The value as it would stand in config.ini.
std::string format(const Setting& setting, const Config& config);

}  // namespace xcapd
