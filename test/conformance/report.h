// What came of each case, and the three ways to print it.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "conformance/suite.h"

namespace conformance {

enum class Outcome { passed, failed, skipped };

struct Result {
    const Case* test = nullptr;
    Outcome outcome = Outcome::passed;
    std::string message;
    double seconds = 0;
};

/// One line per section, then each failure with what was found.
void print_table(std::ostream& out, const std::vector<Result>& results);
void print_json(std::ostream& out, const std::vector<Result>& results);
void print_junit(std::ostream& out, const std::vector<Result>& results);

}  // namespace conformance
