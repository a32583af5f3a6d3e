// simservs.ngn.etsi.org (TS 24.623): the supplementary services of a handset.
#pragma once

#include "usages/application_usage.h"

namespace xcapd {

inline constexpr std::string_view simservs_namespace =
    "http://uri.etsi.org/ngn/params/xml/simservs/xcap";

/// Whether the operator's parts (elements operator-*) differ: in a byte, or in what its names mean.
/// nullptr: there is no document.
bool changes_operator_parts(const xml::Document* before, const xml::Document* after);

}  // namespace xcapd
