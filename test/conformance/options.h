// The command line of xcap-conformance.
#pragma once

#include <string>
#include <vector>

#include "conformance/session.h"

namespace conformance {

enum class Format { table, json, junit };

struct Options {
    Target target;
    std::vector<std::string> filters;  // group, section, or part of a name; empty: all
    Format format = Format::table;
    bool list = false;
    bool help = false;
    std::string help_text;
};

/// THROWS std::runtime_error with a line for the user.
Options parse_options(int argc, const char* const* argv);

}  // namespace conformance
