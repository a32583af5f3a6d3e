// The answers of the API: JSON, and for errors {"detail": ...}.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "http/request.h"
#include "http/response.h"

namespace xcapd::api {

class Faults;

/// Bytes: groups repeat their contacts, so an answer can be far longer than the document.
inline constexpr std::size_t most_answer = 16 * 1024 * 1024;

http::Response json_answer(http::Status status, std::string outcome, std::string body);
/// The answer to a read: 200, or an error where it would be longer than most_answer. Whoever makes
/// `text` may stop behind that.
http::Response shown(std::string text);
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
