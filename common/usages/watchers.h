// org.openxcap.watchers: who watches a user's presence, computed from OpenSIPS's tables.
#pragma once

#include "usages/application_usage.h"

namespace xcapd {

inline constexpr std::string_view watchers_namespace = "http://openxcap.org/ns/watchers";

/// Whatever the document is called, in a user's tree only.
std::optional<StoredDocument> watchers_document(const ComputeContext& context);

}  // namespace xcapd
