// xcap-caps: the server's capabilities (RFC 4825 section 12), one computed document for all.
#pragma once

#include "usages/application_usage.h"

namespace xcapd {

/// `global/index` only.
std::optional<std::string> xcap_caps_document(const ComputeContext& context);

}  // namespace xcapd
