// org.openmobilealliance.xcap-directory: what documents a user has, computed from the store.
#pragma once

#include "usages/application_usage.h"

namespace xcapd {

inline constexpr std::string_view xcap_directory_namespace = "urn:oma:xml:xdm:xcap-directory";

/// directory.xml in the user's home directory. Documents of usages that are not served are left
/// out.
std::optional<StoredDocument> xcap_directory_document(const ComputeContext& context);

}  // namespace xcapd
