// org.openmobilealliance.pres-content: pictures that stand for a user, base64 in an XML document.
#pragma once

#include "usages/application_usage.h"

namespace xcapd {

inline constexpr std::string_view pres_content_auid = "org.openmobilealliance.pres-content";
inline constexpr std::string_view pres_content_namespace = "urn:oma:xml:prs:pres-content";
/// The directory of a user's icons.
inline constexpr std::string_view status_icon_directory = "oma_status-icon";

/// An icon is a JPEG, GIF or PNG in base64, other content may be anything; what calls itself base64
/// is, and all content keeps to [Limits] max_pres_content_size. OpenXCAP's rules and phrases.
std::optional<Violation> check_pres_content(const xml::Document& document,
                                            const ConstraintContext& context);

}  // namespace xcapd
