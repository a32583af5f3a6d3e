#include "api/answers.h"

#include <algorithm>

#include "api/json_writer.h"
#include "api/validation.h"
#include "base/ascii.h"
#include "base/utf8.h"
#include "http/prefer.h"
#include "xml/document.h"

namespace xcapd::api {

using http::Response;
using http::Status;

namespace {

// As in xcap/answers.cc: what is added behind a write must not need memory.
constexpr std::size_t most_headers = 12;

std::string body_of(std::string_view detail) {
    JsonWriter out;
    out.begin_object();
    if (is_utf8(detail)) {
        out.member("detail", detail);
    } else {
        std::string text(detail);
        std::replace_if(
            text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; },
            '?');
        out.member("detail", text);
    }
    out.end_object();
    return out.take();
}

// RFC 4825 11.1: <xcap-error><NAME phrase="…"/></xcap-error>.
std::string phrase_of(const Response& response) {
    const auto document = xml::Document::parse(response.body, xml::Limits{});
    if (document && document->elements().size() > 1) {
        const auto& conflict = document->element(1);
        if (const auto* phrase = document->attribute(conflict, "phrase"))
            return std::string(phrase->value);
    }
    return response.account.outcome;
}

bool prefers_minimal(const http::Request& request) {
    const auto prefer = request.header("prefer");
    const auto wanted = prefer ? http::preference(*prefer, "return") : std::nullopt;
    return wanted && ascii::equals_ignoring_case(*wanted, "minimal");
}

}  // namespace

Response json_answer(Status status, std::string outcome, std::string body) {
    Response response;
    response.status = status;
    response.content_type = "application/json";
    response.body = std::move(body);
    response.account.outcome = std::move(outcome);
    response.headers.reserve(most_headers);
    return response;
}

Response shown(std::string text) {
    if (text.size() > most_answer)
        return error(Status::conflict, "api-too-long",
                     "The answer would have more than " + std::to_string(most_answer) +
                         " bytes; ask for one part at a time.");
    return json_answer(Status::ok, "api-ok", std::move(text));
}

Response error(Status status, std::string outcome, std::string_view detail) {
    return json_answer(status, std::move(outcome), body_of(detail));
}

Response not_found(std::string_view what) {
    return error(Status::not_found, "api-no-" + ascii::lower(what),
                 std::string(what) + " not found");
}

Response unprocessable(Faults faults) {
    return json_answer(Status::unprocessable_content, "api-invalid", faults.take());
}

Response written(const http::Request& request, std::string outcome, std::string body) {
    const bool is_minimal = prefers_minimal(request);
    if (!is_minimal && body.size() <= most_answer)
        return json_answer(Status::ok, std::move(outcome), std::move(body));
    auto response = no_content(std::move(outcome));
    if (is_minimal) response.add("Preference-Applied", "return=minimal");
    return response;
}

Response no_content(std::string outcome) {
    auto response = json_answer(Status::no_content, std::move(outcome), {});
    response.content_type.clear();
    return response;
}

Response in_json(Response response) {
    if (response.content_type == "text/plain") {
        response.body = body_of(ascii::trim(response.body));
    } else if (response.content_type == "application/xcap-error+xml") {
        response.body = body_of(phrase_of(response));
    } else {
        return response;
    }
    response.content_type = "application/json";
    return response;
}

}  // namespace xcapd::api
