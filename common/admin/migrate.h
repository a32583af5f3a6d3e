// `xcapd migrate`: what stands between a database that OpenXCAP or OpenSIPS made and xcapd, and
// mending it. Serves the operator who moves over.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "config/config.h"

namespace xcapd::admin {

enum class Migration {
    check,    // says what it finds
    dry_run,  // prints the statements that `apply` would execute
    apply,    // executes them: all, or none
};

struct MigrationReport {
    std::vector<std::string> lines;  // for standard output
    bool needs_action = false;       // an error or a warning is left
};

/// Only `apply` changes anything, each database in one transaction; where there are two, both are
/// committed at the very end. Fails with one line per schema that does not compile. THROWS
/// StoreError, also for a database that is not there; then nothing was changed.
Result<MigrationReport, std::vector<std::string>> migrate(const Config& config, Migration what);

}  // namespace xcapd::admin
