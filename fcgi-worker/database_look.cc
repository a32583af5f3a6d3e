#include "database_look.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "admin/check_databases.h"
#include "base/ascii.h"
#include "base/unique_fd.h"

namespace xcapd {
namespace {

constexpr char refusal = '!';
constexpr char warning = '?';

std::string one_line(char kind, std::string text) {
    for (char& c : text)
        if (c == '\n') c = ' ';
    return kind + text + '\n';
}

std::string report_of(const Config& config, const std::optional<Privileges>& privileges) {
    if (privileges)
        if (const auto error = drop_privileges(*privileges); !error.empty())
            return one_line(refusal, error);
    std::string text;
    const auto fitness = admin::check_databases(config);
    for (const auto& line : fitness.refusals) text += one_line(refusal, line);
    for (const auto& line : fitness.warnings) text += one_line(warning, line);
    return text;
}

void write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno != EINTR) return;
        if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    }
}

std::string read_all(int fd) {
    std::string text;
    char buffer[4096];
    for (;;) {
        const auto got = ::read(fd, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return text;
        text.append(buffer, static_cast<std::size_t>(got));
    }
}

[[noreturn]] void be_child(int fd, const Config& config,
                           const std::optional<Privileges>& privileges) {
    try {
        write_all(fd, report_of(config, privileges));
    } catch (const std::exception& error) {
        write_all(fd, one_line(warning, std::string("cannot look at the tables: ") + error.what()));
    }
    ::_exit(0);
}

}  // namespace

Result<std::vector<std::string>, std::vector<std::string>> look_at_databases(
    const Config& config, const std::optional<Privileges>& privileges) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        throw std::system_error(errno, std::generic_category(), "pipe");
    const UniqueFd reading(ends[0]);
    UniqueFd writing(ends[1]);
    const pid_t child = ::fork();
    if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (child == 0) be_child(writing.get(), config, privileges);
    writing.reset();
    const auto text = read_all(reading.get());
    while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
    }

    std::vector<std::string> refusals;
    std::vector<std::string> warnings;
    for (const auto& line : ascii::split_list(text, '\n'))
        if (!line.empty()) (line[0] == refusal ? refusals : warnings).push_back(line.substr(1));
    if (!refusals.empty()) return fail(std::move(refusals));
    return warnings;
}

}  // namespace xcapd
