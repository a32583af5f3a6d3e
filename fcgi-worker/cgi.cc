#include "cgi.h"

#include <algorithm>
#include <array>
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

// What users store may hold scripts: elements of XHTML in a document, an icon that is a page. A
// browser that is led to it shows it and runs nothing, with no password of ours at hand.
constexpr std::string_view as_no_page =
    "X-Content-Type-Options: nosniff\r\n"
    "Content-Security-Policy: default-src 'none'; sandbox\r\n";

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// Writes into what a string has reserved, and stops where that ends.
class Head {
  public:
    Head(std::string& out, std::size_t room) : out_(out), room_(room) {}

    bool fits() const { return fits_; }

    void put(std::string_view text) {
        fits_ = fits_ && text.size() <= room_ - out_.size();
        if (fits_) out_ += text;
    }

    void put(std::int64_t number) {
        std::array<char, 20> digits;
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
        put(std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())));
    }

    // Defence in depth: no value of ours may end a header line.
    void header(std::string_view name, std::string_view value) {
        put(name);
        put(": ");
        const auto begin = out_.size();
        put(value);
        std::replace_if(out_.begin() + static_cast<std::ptrdiff_t>(begin), out_.end(), is_control,
                        '?');
        put("\r\n");
    }

    // Spaces part the fields of a log line, and what a client chooses must not make up fields.
    void field(std::string_view name, std::string_view value) {
        put(name);
        put(value.empty() ? "=-" : "=");
        for (const char c : value) {
            if (c == ' ') {
                put("%20");
            } else {
                const char shown = is_control(c) ? '?' : c;
                put(std::string_view(&shown, 1));
            }
        }
    }

    // Seconds, to the microsecond.
    void field(std::string_view name, microseconds time) {
        constexpr std::int64_t one = 1'000'000;
        put(name);
        put("=");
        put(time.count() / one);
        const auto point = out_.size();
        put(one + time.count() % one);
        if (fits_) out_[point] = '.';  // in place of the one
    }

  private:
    std::string& out_;
    std::size_t room_;  // bytes of it, with what stood there before
    bool fits_ = true;
};

void put_head(Head& head, const http::Response& response, const http::Account& account,
              microseconds worker_time, bool is_whole) {
    head.put("Status: ");
    head.put(static_cast<int>(response.status));
    head.put(" ");
    head.put(http::reason(response.status));
    head.put("\r\n");
    if (!response.content_type.empty()) {
        head.header("Content-Type", response.content_type);
        head.put(as_no_page);
    }
    for (const auto& header : response.headers)
        if (is_whole || header.name == "ETag") head.header(header.name, header.value);
    // RFC 9110 8.6: a 204 has none, and a 304's would be that of the 200 it stands for.
    if (response.status != http::Status::not_modified &&
        response.status != http::Status::no_content) {
        head.put("Content-Length: ");
        head.put(static_cast<std::int64_t>(response.body.size()));
        head.put("\r\n");
    }
    // One header, since each costs nginx half a microsecond.
    head.put("X-Xcapd-Account: ");
    head.field("user", account.user);
    head.field(" auid", account.auid);
    head.field(" doc", account.document);
    head.field(" outcome", response.account.outcome);
    head.field(" worker", worker_time);
    head.field(" db", response.account.database_time);
    head.put("\r\n\r\n");
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
    const auto begin = out.size();
    Head head(out, out.capacity());
    put_head(head, response, response.account, worker_time, true);
    if (head.fits()) return;
    out.resize(begin);
    Head short_head(out, out.max_size());
    put_head(short_head, response, {}, worker_time, false);
}

}  // namespace xcapd::cgi
