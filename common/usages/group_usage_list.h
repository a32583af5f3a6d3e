// org.openmobilealliance.group-usage-list: the groups a user takes part in, as resource lists.
#pragma once

#include "usages/application_usage.h"

namespace xcapd {

/// Every list has a name and holds entries and lists alone, and what RFC 4826 3.4.5 asks of lists.
std::optional<Violation> check_group_usage_list(const xml::Document& document,
                                                const ConstraintContext& context);

}  // namespace xcapd
