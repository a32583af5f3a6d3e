// RLS services (RFC 4826 section 4): what their schema cannot say.
#pragma once

#include "usages/application_usage.h"

namespace xcapd {

inline constexpr std::string_view rls_services_namespace = "urn:ietf:params:xml:ns:rls-services";

/// RFC 4826 4.4.5: service URIs unique within the document, resource-list elements name lists of
/// the same user, and inner lists obey 3.4.5. 4.1: the lists lie below a root of ours, unless
/// allow_external_references.
std::optional<Violation> check_rls_services(const xml::Document& document,
                                            const ConstraintContext& context);

/// Its services, whose URIs no other document may have, however it spells them.
std::vector<OwnedUri> service_uris(const xml::Document& document);

}  // namespace xcapd
