#include "listen_socket.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <memory>

#include "privileges.h"

namespace xcapd {
namespace {

constexpr int backlog = 1024;
constexpr int systemd_first_fd = 3;  // sd_listen_fds(3)
constexpr const char* exec_fd_variable = "XCAPD_LISTEN_FD";
constexpr const char* exec_path_variable = "XCAPD_LISTEN_PATH";
constexpr const char* exec_ours_variable = "XCAPD_LISTEN_OURS";

std::string failed(const std::string& what) { return what + ": " + std::strerror(errno); }

struct FreeAddresses {
    void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

// A descriptor that somebody else opened for us, or -1.
int inherited_fd() {
    if (const char* fd = std::getenv(exec_fd_variable)) return std::atoi(fd);
    const char* pid = std::getenv("LISTEN_PID");
    const char* count = std::getenv("LISTEN_FDS");
    if (pid == nullptr || count == nullptr || std::atol(pid) != ::getpid() || std::atoi(count) < 1)
        return -1;
    return systemd_first_fd;
}

void forget_inheritance() {
    for (const char* name : {exec_fd_variable, exec_path_variable, exec_ours_variable, "LISTEN_PID",
                             "LISTEN_FDS", "LISTEN_FDNAMES"})
        ::unsetenv(name);
}

sockaddr_un unix_address(const std::string& path) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());  // config/validate bounds it
    return address;
}

// The API takes the general type.
const sockaddr* general(const sockaddr_un& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

// A socket file that a crash left behind is removed, one that somebody answers at is not.
std::string remove_stale(const std::string& path) {
    struct stat status = {};
    if (::lstat(path.c_str(), &status) != 0) return {};
    if (!S_ISSOCK(status.st_mode)) return path + " exists and is no socket";
    const UniqueFd probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto address = unix_address(path);
    if (::connect(probe.get(), general(address), sizeof address) == 0) {
        // Who called listen(). A worker that finishes its last request after its master was killed
        // holds the socket of a master that is gone.
        ucred peer = {};
        socklen_t size = sizeof peer;
        const bool is_known =
            ::getsockopt(probe.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.pid > 0;
        if (!is_known || ::kill(peer.pid, 0) == 0 || errno != ESRCH)
            return "another server is listening at " + path;
    } else if (errno != ECONNREFUSED) {
        return failed("cannot ask who listens at " + path);
    }
    return ::unlink(path.c_str()) == 0 ? std::string() : failed("cannot remove " + path);
}

Result<UniqueFd, std::string> open_unix(const std::string& path, const Config& config) {
    if (auto error = remove_stale(path); !error.empty()) return fail(std::move(error));
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const auto address = unix_address(path);
    // Nobody else may connect before the permissions are as configured.
    const mode_t before = ::umask(0177);
    const int bound = ::bind(fd.get(), general(address), sizeof address);
    ::umask(before);
    if (bound != 0) return fail(failed("cannot make the socket " + path));
    if (!config.socket_group.empty()) {
        const auto group = find_group(config.socket_group);
        if (!group) return fail(group.error() + "; set [Process] socket_group");
        if (::chown(path.c_str(), static_cast<uid_t>(-1), *group) != 0)
            return fail(failed("cannot give " + path + " to group " + config.socket_group));
    }
    const auto mode = static_cast<mode_t>(std::stoul(config.socket_mode, nullptr, 8));
    if (::chmod(path.c_str(), mode) != 0) return fail(failed("cannot set the mode of " + path));
    if (::listen(fd.get(), backlog) != 0) return fail(failed("cannot listen at " + path));
    return fd;
}

Result<UniqueFd, std::string> open_tcp(const std::string& address) {
    const auto colon = address.rfind(':');
    std::string host = address.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    addrinfo hints = {};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE;
    addrinfo* raw = nullptr;
    const int error = ::getaddrinfo(host.c_str(), address.substr(colon + 1).c_str(), &hints, &raw);
    if (error != 0) return fail("cannot resolve " + address + ": " + ::gai_strerror(error));
    const std::unique_ptr<addrinfo, FreeAddresses> list(raw);
    UniqueFd fd(::socket(raw->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int yes = 1;
    ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (::bind(fd.get(), raw->ai_addr, raw->ai_addrlen) != 0 || ::listen(fd.get(), backlog) != 0)
        return fail(failed("cannot listen at " + address));
    return fd;
}

// Of a listening TCP socket. The kernel can close one only together with its queue, so what asks
// for a new connection (SYN without ACK) is thrown away before it is seen; connections that are
// there, or half there, have what they need.
bool drop_new_connections(int fd) {
    constexpr std::uint32_t flags_byte = 13;  // of the TCP header
    constexpr std::uint32_t syn = 0x02;
    constexpr std::uint32_t syn_and_ack = 0x12;
    sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, flags_byte),
        BPF_STMT(BPF_ALU | BPF_AND | BPF_K, syn_and_ack),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, syn, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, 0),
        BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
    };
    const sock_fprog program = {static_cast<unsigned short>(std::size(code)), code};
    return ::setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

}  // namespace

Result<ListenSocket, std::string> ListenSocket::open(const Config& config) {
    if (const int inherited = inherited_fd(); inherited >= 0) {
        const char* path = std::getenv(exec_path_variable);
        // An earlier release tells the path alone, and only of a socket that it made.
        const bool has_path = path != nullptr && *path != 0;
        ListenSocket socket(UniqueFd(inherited), has_path ? path : "",
                            has_path || std::getenv(exec_ours_variable) != nullptr);
        forget_inheritance();
        ::fcntl(inherited, F_SETFD, FD_CLOEXEC);
        if (::fcntl(inherited, F_SETFL, O_NONBLOCK) != 0)
            return fail(failed("the inherited socket cannot be used"));
        return socket;
    }
    const bool is_unix = config.listen.starts_with("unix:");
    const std::string path = is_unix ? config.listen.substr(5) : "";
    auto fd = is_unix ? open_unix(path, config) : open_tcp(config.listen);
    if (!fd) return fail(std::move(fd.error()));
    return ListenSocket(std::move(fd.value()), path, true);
}

void ListenSocket::keep_over_exec() const {
    ::fcntl(fd_.get(), F_SETFD, 0);
    ::setenv(exec_fd_variable, std::to_string(fd_.get()).c_str(), 1);
    ::setenv(exec_path_variable, path_.c_str(), 1);
    if (is_ours_) ::setenv(exec_ours_variable, "1", 1);
}

void ListenSocket::drop_over_exec() const {
    ::fcntl(fd_.get(), F_SETFD, FD_CLOEXEC);
    forget_inheritance();
}

bool ListenSocket::refuse_newcomers() {
    if (!is_ours_) return false;
    if (path_.empty()) return drop_new_connections(fd_.get());
    ::unlink(path_.c_str());
    return true;
}

}  // namespace xcapd
