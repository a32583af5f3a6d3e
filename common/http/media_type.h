// The type/subtype of a Content-Type header (RFC 9110 8.3.1), without its parameters.
#pragma once

#include <string>
#include <string_view>

#include "base/ascii.h"

namespace xcapd::http {

/// Lower case, parameters cut off; empty for an empty header.
inline std::string essence(std::string_view content_type) {
    return ascii::lower(ascii::trim(content_type.substr(0, content_type.find(';'))));
}

}  // namespace xcapd::http
