// Presence documents (RFC 4827): what RFC 3863 says and its schema cannot.
#pragma once

#include "usages/application_usage.h"

namespace xcapd {

inline constexpr std::string_view pidf_namespace = "urn:ietf:params:xml:ns:pidf";

/// RFC 4827 section 7 binds documents to the text of RFC 3863 too: a status has at least one child
/// (4.1.3), and the timestamp of a tuple names its offset from UTC, as RFC 3339 wants it (4.1.7).
std::optional<Violation> check_pidf(const xml::Document& document, const ConstraintContext&);

}  // namespace xcapd
