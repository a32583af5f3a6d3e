// The answers of the API: JSON, and for errors {"detail": ...}.
#pragma once

#include <string>
#include <string_view>

#include "http/request.h"
#include "http/response.h"

namespace xcapd::api {

class Faults;

http::Response json_answer(http::Status status, std::string outcome, std::string body);
http::Response error(http::Status status, std::string outcome, std::string_view detail);
/// The 404 of a resource; OpenXCAP's words: "Contact not found".
http::Response not_found(std::string_view what);
/// The 422.
http::Response unprocessable(Faults faults);
/// The answer to a write that was done: 200 with `body`, or 204 where the client prefers
/// return=minimal (RFC 7240 4.2).
http::Response written(const http::Request& request, std::string outcome, std::string body);
http::Response no_content(std::string outcome);

/// The same answer with its sentence, or the phrase of its XCAP conflict, as {"detail": ...}. An
/// answer that is JSON or empty stays as it is.
http::Response in_json(http::Response response);

}  // namespace xcapd::api
