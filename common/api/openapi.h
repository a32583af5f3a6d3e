// The OpenAPI 3.1 description of the API, made of the tables of objects and routes.
#pragma once

#include <string>
#include <string_view>

namespace xcapd::api {

/// JSON text; the same for the same program. `scheme`: how users are authenticated, "digest" or
/// "basic", since a client that offers the other is asked again.
std::string openapi_description(std::string_view scheme);

}  // namespace xcapd::api
