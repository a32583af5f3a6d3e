// Supplementary services (3GPP TS 24.623): what phones set and operators provision. The operator's
// share of a document is told from the user's here.
#pragma once

#include "usages/application_usage.h"

namespace xcapd {

inline constexpr std::string_view simservs_namespace =
    "http://uri.etsi.org/ngn/params/xml/simservs/xcap";

/// RefuseEdit: where the operator's parts of the two documents are not the same. These are elements
/// named operator-…, MMTelServices, and the attributes authorized and provisioned of any element,
/// with the names and ids of what they stand in. How they are written does not count.
std::string refuse_operator_edit(const xml::Document* before, const xml::Document* after);

/// LoadDefault: [Simservs] provision and default_document.
Result<std::optional<std::string>, std::string> load_default_simservs(const Config& config);

}  // namespace xcapd
