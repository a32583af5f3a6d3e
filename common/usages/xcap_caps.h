// xcap-caps: the server's capabilities (RFC 4825 section 12), one computed document for all.
#pragma once

#include "usages/application_usage.h"

namespace xcapd {

/// Made once, when all else of `registry` is there.
std::string xcap_caps_document(const Registry& registry);

/// `global/index` only.
std::optional<StoredDocument> find_xcap_caps(const ComputeContext& context);

}  // namespace xcapd
