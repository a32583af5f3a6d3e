#include "fastcgi.h"

#include <fcgiapp.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/ascii.h"

namespace xcapd {
namespace {

constexpr std::size_t max_discarded = 64 * 1024 * 1024;  // bytes of a refused body

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
std::optional<std::size_t> content_length(const char* text) {
    if (text == nullptr || *text == '\0') return 0;
    const std::string_view digits(text);
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

std::string seconds(microseconds time) {
    constexpr std::int64_t one = 1'000'000;
    const std::string fraction = std::to_string(one + time.count() % one);
    return std::to_string(time.count() / one) + "." + fraction.substr(1);
}

// Spaces part the fields of a log line, and what a client chooses must not make up fields.
std::string in_one_word(std::string word) {
    for (auto at = word.find(' '); at != word.npos; at = word.find(' ', at))
        word.replace(at, 1, "%20");
    return word;
}

// What nginx logs and hides (nginx/xcapd_log.conf).
void append_account(std::string& out, const http::Account& account, microseconds worker_time) {
    const std::pair<std::string_view, const std::string&> fields[] = {
        {"X-Xcapd-User", account.user},
        {"X-Xcapd-Auid", account.auid},
        {"X-Xcapd-Document", account.document},
        {"X-Xcapd-Outcome", account.outcome}};
    for (const auto& [name, value] : fields)
        if (!value.empty()) append_header(out, name, in_one_word(value));
    append_header(out, "X-Xcapd-Worker-Time", seconds(worker_time));
    append_header(out, "X-Xcapd-Database-Time", seconds(account.database_time));
}

std::string head_of(const http::Response& response, microseconds worker_time) {
    std::string head;
    head.reserve(1000);
    append_header(head, "Status",
                  std::to_string(static_cast<int>(response.status)) + " " +
                      std::string(http::reason(response.status)));
    if (!response.content_type.empty()) append_header(head, "Content-Type", response.content_type);
    for (const auto& header : response.headers) append_header(head, header.name, header.value);
    // RFC 9110 8.6: a 304's length would be that of the 200 it stands for.
    if (response.status != http::Status::not_modified)
        append_header(head, "Content-Length", std::to_string(response.body.size()));
    append_account(head, response.account, worker_time);
    head += "\r\n";
    return head;
}

void discard(FCGX_Stream* stream) {
    std::array<char, 16384> chunk;
    for (std::size_t count = 0; count < max_discarded; count += chunk.size())
        if (FCGX_GetStr(chunk.data(), static_cast<int>(chunk.size()), stream) <= 0) return;
}

void put(FCGX_Stream* stream, std::string_view bytes) {
    FCGX_PutStr(bytes.data(), static_cast<int>(bytes.size()), stream);
}

}  // namespace

struct FastCgi::State {
    FCGX_Request request = {};
};

FastCgi::FastCgi(int listen_fd) : state_(std::make_unique<State>()) {
    if (FCGX_Init() != 0 ||
        FCGX_InitRequest(&state_->request, listen_fd, FCGI_FAIL_ACCEPT_ON_INTR) != 0)
        throw std::runtime_error("libfcgi cannot be initialised");
}

FastCgi::~FastCgi() { FCGX_Free(&state_->request, 1); }

Accepted FastCgi::accept() {
    errno = 0;
    const int result = FCGX_Accept_r(&state_->request);
    if (result >= 0) return Accepted::request;
    const int error = errno != 0 ? errno : -result;
    return error == EBADF || error == EINVAL || error == ENOTSOCK ? Accepted::broken
                                                                  : Accepted::nothing;
}

http::Request FastCgi::read(std::size_t max_body) {
    http::Request request;
    for (char** entry = state_->request.envp; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view parameter(*entry);
        const auto equals = parameter.find('=');
        if (equals != parameter.npos)
            take_parameter(request, parameter.substr(0, equals), parameter.substr(equals + 1));
    }
    const auto length = content_length(FCGX_GetParam("CONTENT_LENGTH", state_->request.envp));
    if (!length) {
        request.body_state = http::BodyState::truncated;
    } else if (*length > max_body) {
        request.body_state = http::BodyState::too_large;
        discard(state_->request.in);
    } else if (*length > 0) {
        request.body.resize(*length);
        const int got =
            FCGX_GetStr(request.body.data(), static_cast<int>(*length), state_->request.in);
        request.body.resize(static_cast<std::size_t>(std::max(got, 0)));
        if (request.body.size() < *length) request.body_state = http::BodyState::truncated;
    }
    return request;
}

void FastCgi::answer(const http::Request& request, const http::Response& response,
                     microseconds worker_time) {
    put(state_->request.out, head_of(response, worker_time));
    if (!request.is_head()) put(state_->request.out, response.body);
    if (!response.log_line.empty()) put(state_->request.err, response.log_line);
    FCGX_Finish_r(&state_->request);
}

}  // namespace xcapd
