// The status codes xcapd answers with (RFC 9110 section 15).
#pragma once

#include <string_view>

namespace xcapd::http {

enum class Status {
    ok = 200,
    created = 201,
    no_content = 204,
    not_modified = 304,
    bad_request = 400,
    unauthorized = 401,
    forbidden = 403,
    not_found = 404,
    method_not_allowed = 405,
    conflict = 409,
    precondition_failed = 412,
    content_too_large = 413,
    uri_too_long = 414,
    unsupported_media_type = 415,
    unprocessable_content = 422,
    internal_error = 500,
    unavailable = 503,
};

constexpr std::string_view reason(Status status) {
    switch (status) {
        case Status::ok: return "OK";
        case Status::created: return "Created";
        case Status::no_content: return "No Content";
        case Status::not_modified: return "Not Modified";
        case Status::bad_request: return "Bad Request";
        case Status::unauthorized: return "Unauthorized";
        case Status::forbidden: return "Forbidden";
        case Status::not_found: return "Not Found";
        case Status::method_not_allowed: return "Method Not Allowed";
        case Status::conflict: return "Conflict";
        case Status::precondition_failed: return "Precondition Failed";
        case Status::content_too_large: return "Content Too Large";
        case Status::uri_too_long: return "URI Too Long";
        case Status::unsupported_media_type: return "Unsupported Media Type";
        case Status::unprocessable_content: return "Unprocessable Content";
        case Status::internal_error: return "Internal Server Error";
        case Status::unavailable: return "Service Unavailable";
    }
    return "";
}

}  // namespace xcapd::http
