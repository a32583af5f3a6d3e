// The Prefer header (RFC 7240 2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace xcapd::http {

/// The value of the preference `name`, in lower case here, as the client gave it first; what it
/// gives again is ignored. Empty where it has none, nothing where the client has no such
/// preference.
std::optional<std::string> preference(std::string_view prefer, std::string_view name);

}  // namespace xcapd::http
