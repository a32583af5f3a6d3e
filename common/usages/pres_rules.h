// Presence rules: what their schemas (RFC 5025, RFC 4745, OMA) cannot say.
#pragma once

#include "usages/application_usage.h"

namespace xcapd {

inline constexpr std::string_view pres_rules_namespace = "urn:ietf:params:xml:ns:pres-rules";
inline constexpr std::string_view common_policy_namespace = "urn:ietf:params:xml:ns:common-policy";

/// pres-rules: a list that an external-list names must be the user's own.
std::optional<Violation> check_pres_rules(const xml::Document& document,
                                          const ConstraintContext& context);

/// org.openmobilealliance.pres-rules: the same; and rules stay as simple as OMA wants them: one
/// kind of identity condition each at most once, transformations only where the action is allow.
std::optional<Violation> check_oma_pres_rules(const xml::Document& document,
                                              const ConstraintContext& context);

}  // namespace xcapd
