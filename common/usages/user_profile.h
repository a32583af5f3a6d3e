// org.openmobilealliance.user-profile, and locked-user-profile, which is the operator's: who a user
// is, for others to read.
#pragma once

#include "usages/application_usage.h"

namespace xcapd {

inline constexpr std::string_view user_profile_namespace = "urn:oma:xml:xdm:user-profile";

/// A profile is called user-profile, and its uri is the user in whose tree it lies. A locked
/// profile may be called locked-user-profile too.
std::optional<Violation> check_user_profile(const xml::Document& document,
                                            const ConstraintContext& context);

}  // namespace xcapd
