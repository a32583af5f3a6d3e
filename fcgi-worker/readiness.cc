#include "readiness.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <iostream>
#include <string>
#include <system_error>

#include "exit_codes.h"

namespace xcapd {
namespace {

[[noreturn]] void raise(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

void notify_systemd(std::string_view state) {
    const char* path = std::getenv("NOTIFY_SOCKET");
    sockaddr_un address = {};
    if (path == nullptr || *path == '\0' || std::strlen(path) >= sizeof address.sun_path) return;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path, std::strlen(path));
    if (address.sun_path[0] == '@') address.sun_path[0] = '\0';  // an abstract name
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + std::strlen(path));
    const UniqueFd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ::sendto(fd.get(), state.data(), state.size(), MSG_NOSIGNAL,
             reinterpret_cast<const sockaddr*>(&address), size);
}

void notify_systemd_reloading() {
    timespec now = {};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    notify_systemd("RELOADING=1\nMONOTONIC_USEC=" +
                   std::to_string(now.tv_sec * 1000000LL + now.tv_nsec / 1000));
}

void Background::enter() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) raise("pipe");
    UniqueFd read_end(ends[0]);
    UniqueFd write_end(ends[1]);
    const pid_t child = ::fork();
    if (child < 0) raise("fork");
    if (child == 0) {
        ::setsid();
        // The terminal is the starter's; no worker may hold it.
        const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
        for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(null.get(), fd);
        starter_ = std::move(write_end);
        return;
    }
    write_end.reset();
    char byte = 0;
    ssize_t count = 0;
    do count = ::read(read_end.get(), &byte, 1);
    while (count < 0 && errno == EINTR);
    if (count == 1) ::_exit(exit_ok);
    std::cerr << "xcapd: did not start; syslog says why" << std::endl;
    ::_exit(exit_failed);
}

void Background::report_ready() {
    if (!starter_) return;
    [[maybe_unused]] const auto written = ::write(starter_.get(), "R", 1);
    starter_.reset();
}

}  // namespace xcapd
