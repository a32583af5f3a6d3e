#include "cgi.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>

#include "base/ascii.h"

namespace xcapd::cgi {
namespace {

// "HTTP_IF_MATCH" → "if-match"
std::string header_name(std::string_view parameter) {
    std::string name = ascii::lower(parameter);
    std::replace(name.begin(), name.end(), '_', '-');
    return name;
}

void add_header(http::Request& request, std::string name, std::string_view value) {
    for (auto& header : request.headers) {
        if (header.name != name) continue;
        header.value += ", ";
        header.value += value;
        header.is_repeated = true;
        return;
    }
    request.headers.push_back({std::move(name), std::string(value)});
}

void take_parameter(http::Request& request, std::string_view name, std::string_view value) {
    if (name == "REQUEST_METHOD") {
        request.method = value;
    } else if (name == "REQUEST_URI") {
        request.target = value;
    } else if (name == "REMOTE_ADDR") {
        request.remote_addr = value;
    } else if (name == "REQUEST_ID") {
        request.id = value;
    } else if (name == "REQUEST_SCHEME") {
        request.scheme = value;
    } else if (name == "CONTENT_TYPE") {
        if (!value.empty()) add_header(request, "content-type", value);
    } else if (name.starts_with("HTTP_") && name != "HTTP_CONTENT_TYPE") {
        add_header(request, header_name(name.substr(5)), value);
    }
}

// Announced size of the body; nothing for a text that is no number.
std::optional<std::size_t> content_length(std::string_view digits) {
    if (digits.empty()) return 0;
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return length;
}

// Defence in depth: no value of ours may end a header line.
void append_header(std::string& out, std::string_view name, std::string_view value) {
    const auto begin = out.append(name).append(": ").size();
    out += value;
    std::replace_if(
        out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
    out += "\r\n";
}

// Spaces part the fields of a log line, and what a client chooses must not make up fields.
void append_field(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).push_back('=');
    if (value.empty()) out += '-';
    for (const char c : value) {
        if (c == ' ') {
            out += "%20";
        } else {
            out += c;
        }
    }
    out += ' ';
}

// What users store may hold scripts: elements of XHTML in a document, an icon that is a page. A
// browser that is led to it shows it and runs nothing, with no password of ours at hand.
constexpr std::string_view as_no_page =
    "X-Content-Type-Options: nosniff\r\n"
    "Content-Security-Policy: default-src 'none'; sandbox\r\n";

std::string seconds(microseconds time) {
    constexpr std::int64_t one = 1'000'000;
    const std::string fraction = std::to_string(one + time.count() % one);
    return std::to_string(time.count() / one) + "." + fraction.substr(1);
}

}  // namespace

Parameters read_parameters(const char* const* entries) {
    Parameters parameters;
    for (; entries != nullptr && *entries != nullptr; ++entries) {
        const std::string_view parameter(*entries);
        const auto equals = parameter.find('=');
        if (equals == parameter.npos) continue;
        const auto name = parameter.substr(0, equals);
        const auto value = parameter.substr(equals + 1);
        if (name == "CONTENT_LENGTH") {
            parameters.announced = content_length(value);
        } else {
            take_parameter(parameters.request, name, value);
        }
    }
    return parameters;
}

void append_head(std::string& out, const http::Response& response, microseconds worker_time) {
    out += "Status: ";
    out += std::to_string(static_cast<int>(response.status));
    out += ' ';
    out += http::reason(response.status);
    out += "\r\n";
    if (!response.content_type.empty()) {
        append_header(out, "Content-Type", response.content_type);
        out += as_no_page;
    }
    for (const auto& header : response.headers) append_header(out, header.name, header.value);
    // RFC 9110 8.6: a 204 has none, and a 304's would be that of the 200 it stands for.
    if (response.status != http::Status::not_modified &&
        response.status != http::Status::no_content)
        append_header(out, "Content-Length", std::to_string(response.body.size()));
    // One header, since each costs nginx half a microsecond.
    std::string account;
    append_field(account, "user", response.account.user);
    append_field(account, "auid", response.account.auid);
    append_field(account, "doc", response.account.document);
    append_field(account, "outcome", response.account.outcome);
    append_field(account, "worker", seconds(worker_time));
    append_field(account, "db", seconds(response.account.database_time));
    account.pop_back();
    append_header(out, "X-Xcapd-Account", account);
    out += "\r\n";
}

}  // namespace xcapd::cgi
