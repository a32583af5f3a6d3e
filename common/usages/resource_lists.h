// resource-lists: the constraints of RFC 4826 3.4.5 that its schema cannot express, and OpenXCAP's
// allow_external_references.
#pragma once

#include "usages/application_usage.h"

namespace xcapd {

inline constexpr std::string_view resource_lists_namespace =
    "urn:ietf:params:xml:ns:resource-lists";

std::optional<Violation> check_resource_lists(const xml::Document& document,
                                              const ConstraintContext& context);

}  // namespace xcapd
