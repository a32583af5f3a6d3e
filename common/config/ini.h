// The text format of OpenXCAP's config.ini: [sections], `key = value` or `key: value`, comment
// lines with `;` or `#`, and values continued on lines that are indented deeper than their key. What
// Python's configparser, which OpenXCAP uses, takes for an entry is one here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace xcapd {

struct IniEntry {
    std::string section;
    std::string key;
    std::string value;
    std::size_t line = 0;  // counted from 1
};

struct IniError {
    std::size_t line = 0;
    std::string message;
};

/// Entries in file order. A key that comes twice is left to the caller.
Result<std::vector<IniEntry>, IniError> parse_ini(std::string_view text);

}  // namespace xcapd
