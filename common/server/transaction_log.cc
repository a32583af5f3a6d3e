#include "server/transaction_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <utility>

#include "base/ascii.h"
#include "base/log.h"
#include "base/unique_fd.h"

namespace xcapd {
namespace {

constexpr std::size_t longest_body = 16 * 1024;  // bytes shown

bool is_wanted(const List& wanted, http::Status status) {
    const std::string code = std::to_string(static_cast<int>(status));
    return std::any_of(wanted.begin(), wanted.end(),
                       [&](const std::string& item) { return item == "all" || item == code; });
}

// The scheme says how a client tried, the rest is a secret; so is all of it where a client forgot
// the scheme.
std::string masked(const http::Header& header) {
    if (header.name == "authorization" || header.name == "proxy-authorization") {
        const auto scheme = header.value.substr(0, header.value.find_first_of(" \t"));
        for (const auto known : {"Basic", "Digest", "Bearer"})
            if (ascii::equals_ignoring_case(scheme, known)) return scheme + " ********";
        return "********";
    }
    if (header.name == "cookie") return "********";
    return header.value;
}

void append_line(std::string& out, std::string_view mark, std::string_view line) {
    out += mark;
    for (const char c : line)
        out += (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f ? '?' : c;
    out += '\n';
}

void append_body(std::string& out, std::string_view mark, std::string_view body) {
    if (body.empty()) return;
    append_line(out, mark, "");
    auto shown = body.substr(0, longest_body);
    while (!shown.empty()) {
        const auto end = shown.find('\n');
        auto line = shown.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        append_line(out, mark, line);
        shown.remove_prefix(end == shown.npos ? shown.size() : end + 1);
    }
    if (body.size() > longest_body)
        append_line(out, mark, "... of " + std::to_string(body.size()) + " bytes");
}

std::string now_in_utc() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::array<char, 32> text;
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

}  // namespace

std::string transaction_text(const http::Request& request, const http::Response& response,
                             bool with_request, bool with_response) {
    const std::string status = std::to_string(static_cast<int>(response.status));
    std::string out;
    append_line(out, "",
                now_in_utc() + " id=" + log::value(request.id) + " remote=" +
                    log::value(request.remote_addr) + " user=" + log::value(response.account.user) +
                    " status=" + status + " outcome=" + response.account.outcome);
    if (with_request) {
        append_line(out, "> ", request.method + " " + request.target);
        for (const auto& header : request.headers)
            append_line(out, "> ", header.name + ": " + masked(header));
        append_body(out, "> ", request.body);
    }
    if (with_response) {
        append_line(out, "< ", status + " " + std::string(http::reason(response.status)));
        if (!response.content_type.empty())
            append_line(out, "< ", "Content-Type: " + response.content_type);
        for (const auto& header : response.headers)
            append_line(out, "< ", header.name + ": " + header.value);
        append_body(out, "< ", response.body);
    }
    return out;
}

TransactionLog::TransactionLog(const Config& config)
    : path_(config.log_directory + "/transactions.log"),
      requests_(config.log_request),
      responses_(config.log_response) {}

std::string TransactionLog::record(const http::Request& request, const http::Response& response) {
    const bool with_request = is_wanted(requests_, response.status);
    const bool with_response = is_wanted(responses_, response.status);
    if (!with_request && !with_response) return {};
    const std::string text = transaction_text(request, response, with_request, with_response);
    const UniqueFd file(::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640));
    // One write, so that entries of several workers do not mix.
    if (file && ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()))
        return {};
    const int error = errno;
    if (std::exchange(has_complained_, true)) return {};
    return "outcome=not-logged file=" + log::value(path_) +
           " cause=" + log::value(std::strerror(error));
}

}  // namespace xcapd
