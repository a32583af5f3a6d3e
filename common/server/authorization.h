// Who may do what to which tree (RFC 4825 5.7): users their own tree, everybody reads the global
// tree, global_writers write it, trusted peers act for any user.
#pragma once

#include <optional>

#include "auth/identity.h"
#include "config/config.h"
#include "uri/xcap_uri.h"
#include "usages/application_usage.h"

namespace xcapd {

/// Whether the request needs no credentials at all.
bool is_public(const ApplicationUsage& usage, const DocumentSelector& document, bool is_read);

bool may(const Identity& identity, const DocumentSelector& document, bool is_read,
         const Config& config);

/// Whether users may PUT and DELETE whole documents of this usage; trusted peers always may.
bool may_write_documents(const ApplicationUsage& usage, const Config& config);

}  // namespace xcapd
