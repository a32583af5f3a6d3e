#include "base/log.h"

#include <syslog.h>
#include <unistd.h>

namespace xcapd::log {
namespace {

const char* syslog_name = nullptr;  // nullptr: standard error

std::string_view word(Level level) {
    switch (level) {
        case Level::error: return "error";
        case Level::warning: return "warning";
        case Level::info: return "info";
    }
    return "";
}

int priority(Level level) {
    switch (level) {
        case Level::error: return LOG_ERR;
        case Level::warning: return LOG_WARNING;
        case Level::info: return LOG_INFO;
    }
    return LOG_INFO;
}

}  // namespace

void to_syslog(const char* program) {
    ::openlog(program, LOG_PID, LOG_DAEMON);
    syslog_name = program;
}

void reopen() {
    if (syslog_name == nullptr) return;
    ::closelog();
    to_syslog(syslog_name);
}

void write(Level level, std::string_view line) {
    if (syslog_name != nullptr) {
        ::syslog(priority(level), "%.*s", static_cast<int>(line.size()), line.data());
        return;
    }
    // One write(2), so that lines of several processes do not mix.
    std::string out = "xcapd[" + std::to_string(::getpid()) + "]: ";
    out += word(level);
    out += ": ";
    out += line;
    out += '\n';
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, out.data(), out.size());
}

std::string value(std::string_view text) {
    std::string out;
    bool quote = text.empty();
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            out += '?';
        } else if (c == '"' || c == '\\') {
            quote = true;
            out += '\\';
            out += c;
        } else {
            quote = quote || c == ' ';
            out += c;
        }
    }
    return quote ? '"' + out + '"' : out;
}

}  // namespace xcapd::log
