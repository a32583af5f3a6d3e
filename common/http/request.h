// One HTTP request as the server sees it: what nginx passed, nothing decoded.
//
// Filled by fcgi-worker/fastcgi (or by a test), read by everything above. Owns its bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace xcapd::http {

struct Header {
    std::string name;  // lower case, with dashes: "if-match"
    std::string value;
    bool is_repeated = false;  // came more than once; `value` holds all of it
};

enum class BodyState {
    complete,
    too_large,  // more than max_document_size was announced or sent; `body` is empty
    truncated,  // fewer bytes arrived than Content-Length announced
};

struct Request {
    std::string method;       // as sent, case-sensitive (RFC 9110 9.1)
    std::string target;       // REQUEST_URI: raw path and query, undecoded
    std::string scheme;       // "http" or "https", from nginx
    std::string id;           // nginx's $request_id, which its access log shows too; may be empty
    std::string remote_addr;  // the peer's address, from nginx; never from X-Forwarded-For
    std::vector<Header> headers;
    std::string body;
    BodyState body_state = BodyState::complete;

    /// Value of a header, or nothing. A header that came twice is joined with ", " (RFC 9110 5.3).
    std::optional<std::string_view> header(std::string_view name) const {
        for (const auto& field : headers)
            if (field.name == name) return field.value;
        return std::nullopt;
    }

    bool is_head() const { return method == "HEAD"; }
    bool is_read() const { return method == "GET" || method == "HEAD"; }
    bool is_write() const { return method == "PUT" || method == "DELETE"; }
};

}  // namespace xcapd::http
