// Who may do what to which tree (RFC 4825 5.7): what the policy of the usage says of the users
// tree, global_writers write the global tree, trusted peers act for any user.
#pragma once

#include <string_view>

#include "auth/identity.h"
#include "config/config.h"
#include "uri/xcap_uri.h"
#include "usages/application_usage.h"

namespace xcapd {

/// Whether the request needs no credentials at all.
bool is_public(const ApplicationUsage& usage, const DocumentSelector& document, bool is_read,
               const Config& config);

/// Why this identity may not do this, as a sentence for the body of the 403; empty: it may.
std::string_view refusal_of(const ApplicationUsage& usage, const Identity& identity,
                            const DocumentSelector& document, bool is_read, const Config& config);

/// Whether users may PUT and DELETE whole documents of this usage; trusted peers always may.
bool may_write_documents(const ApplicationUsage& usage, const Config& config);

}  // namespace xcapd
