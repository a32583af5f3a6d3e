// The OpenAPI 3.1 description of the API, made of the tables of objects and routes.
#pragma once

#include <string>

namespace xcapd::api {

/// JSON text; the same for the same program.
std::string openapi_description();

}  // namespace xcapd::api
