// SIP URIs as names of resources: when two spellings are one.
#pragma once

#include <string>
#include <string_view>

namespace xcapd {

/// The one spelling that stands for others of a `sip:`, `sips:` or `tel:` URI (RFC 4826 5): scheme,
/// host and parameters in lower case, no needless escapes, parameters in order, no headers; a
/// number as tel_number() has it. A URI with a port is another than one without, and so is one with
/// a parameter (RFC 3261 19.1.4). What has another scheme, or none, stays as it is.
std::string canonical_uri(std::string_view uri);

}  // namespace xcapd
