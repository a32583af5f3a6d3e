// CGI's parameters, body and header lines ⇄ http::Request and http::Response: all of the FastCGI
// edge that needs no libfcgi. For fastcgi.cc, and for the fuzzer of whole requests.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "base/clock.h"
#include "http/request.h"
#include "http/response.h"

namespace xcapd::cgi {

struct Parameters {
    http::Request request;  // without its body
    /// Bytes of the body; nothing: CONTENT_LENGTH is no number.
    std::optional<std::size_t> announced = 0;
};

/// Of "NAME=value" strings; nullptr ends them. What is no such string is passed over.
Parameters read_parameters(const char* const* entries);

/// The whole request, with its body if it has at most `max_body` bytes; where it has more, or is
/// cut short, http::BodyState says so. `read(buffer, size)` RETURNS how many bytes came, fewer
/// than `size` at the end only; `discard()` throws away what comes.
template <class Read, class Discard>
http::Request read_request(const char* const* entries, std::size_t max_body, Read read,
                           Discard discard) {
    auto [request, announced] = read_parameters(entries);
    if (!announced) {
        request.body_state = http::BodyState::truncated;
    } else if (*announced > max_body) {
        request.body_state = http::BodyState::too_large;
        discard();
    } else if (*announced > 0) {
        request.body.resize(*announced);
        request.body.resize(read(request.body.data(), *announced));
        if (request.body.size() < *announced) request.body_state = http::BodyState::truncated;
    }
    return std::move(request);
}

/// Bytes of a head that nginx takes: its fastcgi_buffer_size (nginx/xcapd_location.conf), without
/// some for FastCGI's own.
inline constexpr std::size_t longest_head = 63 * 1024;

/// Appends status line, headers and what nginx logs and hides (nginx/xcapd_log.conf), up to the
/// empty line. What was asked for may be done by now, so this must not fail: it takes no memory
/// beyond what `out` has reserved. A head too long for that is written without what is only told
/// besides: status, type, entity tag, length and outcome stay. REQUIRES: room for these.
void append_head(std::string& out, const http::Response& response, microseconds worker_time);

}  // namespace xcapd::cgi
