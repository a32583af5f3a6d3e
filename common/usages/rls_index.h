// rls-services/global/index: the services of all users in one document (RFC 4826 4.4.7), for
// resource list servers.
#pragma once

#include "usages/application_usage.h"

namespace xcapd {

/// Every service element of every user's document "index". What does not parse is left out.
std::optional<StoredDocument> rls_index_document(const ComputeContext& context);

}  // namespace xcapd
