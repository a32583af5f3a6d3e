// One HTTP response, with what the access log shall say of it.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.h"
#include "http/status.h"

namespace xcapd::http {

/// What nginx logs of a request and hides from the client (the X-Xcapd-Account header).
struct Account {
    std::string user;      // user@domain, "peer", or empty for anonymous
    std::string auid;      // application usage, when the URI named one
    std::string document;  // document path below the tree
    std::string outcome;   // one token: "created", "no-document", "schema-validation-error" …
    std::chrono::microseconds database_time{0};
};

struct Response {
    Status status = Status::ok;
    std::string content_type;     // empty: no Content-Type header
    std::vector<Header> headers;  // names as they go on the wire, e.g. "ETag"
    std::string body;
    Account account;
    std::string log_line;  // not empty: a failure for nginx's error log, one line

    void add(std::string name, std::string value) {
        headers.push_back({std::move(name), std::move(value)});
    }

    /// Value of a header of this response, or empty. Names compare exactly.
    std::string_view header(std::string_view name) const {
        for (const auto& field : headers)
            if (field.name == name) return field.value;
        return {};
    }
};

/// A plain sentence as body: what a person at curl, or in a log at 3 a.m., needs to read.
inline Response text_response(Status status, std::string outcome, std::string sentence) {
    Response response;
    response.status = status;
    response.content_type = "text/plain";
    response.body = std::move(sentence);
    response.body += '\n';
    response.account.outcome = std::move(outcome);
    return response;
}

}  // namespace xcapd::http
