// A telephone number of a tel: URI (RFC 3966) in the one spelling that stands for all others.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace xcapd {

/// `text` is what follows `tel:`. Two URIs are equal by RFC 3966 4 exactly when their numbers here
/// are: without visual separators (5.1.1), in lower case, parameters in the order of their names:
/// "+4930123", "7042;ext=1;phone-context=example.com".
///
/// RETURNS nothing for what is no number: other characters, a local number without phone-context, a
/// parameter twice.
std::optional<std::string> tel_number(std::string_view text);

}  // namespace xcapd
