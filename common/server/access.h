// What XCAP requests and those of the API have in common before they reach a document.
#pragma once

#include <optional>
#include <string>

#include "auth/authenticator.h"
#include "config/config.h"
#include "http/request.h"
#include "http/response.h"
#include "store/store.h"

namespace xcapd {

/// The answer to a request that has no identity: 401 with its challenges, 400 or 403.
http::Response response_of(const AuthFailure& failure);

/// The 400 of what a request's headers and framing can do wrong.
std::optional<http::Response> refuse_headers(const http::Request& request);

/// Whether there is this user, as far as `identity` does not prove it. THROWS StoreError.
bool knows_user(const Config& config, const Identity& identity, const UserId& user, Store& store);

}  // namespace xcapd
