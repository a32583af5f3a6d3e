// One line per event, `key=value`, to where the process was told to log: standard error in the
// foreground, syslog in the background.
//
// Serves the master, the commands and start-up. What concerns one request goes to that request's
// FastCGI error stream instead (http::Response::log_line), thus into nginx's error log.
// Never log a password, a nonce secret or an Authorization header.
#pragma once

#include <string>
#include <string_view>

namespace xcapd::log {

enum class Level { error, warning, info };

/// Where lines go from now on; standard error until called. `program` names syslog's lines.
void to_syslog(const char* program);

/// Connects to syslog again, after it was restarted. Nothing happens on standard error.
void reopen();

void write(Level level, std::string_view line);

inline void error(std::string_view line) { write(Level::error, line); }
inline void warning(std::string_view line) { write(Level::warning, line); }
inline void info(std::string_view line) { write(Level::info, line); }

/// A value that cannot break the line: control characters become `?`, and a value with a space
/// or a quote is quoted.
std::string value(std::string_view text);

}  // namespace xcapd::log
