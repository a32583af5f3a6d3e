// The application usages xcapd knows, one row each. For the registry, which serves those that the
// configuration wants.
#pragma once

#include <span>

#include "usages/application_usage.h"

namespace xcapd {

extern const std::span<const ApplicationUsage> usages_table;

}  // namespace xcapd
