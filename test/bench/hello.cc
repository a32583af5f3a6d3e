// The limit that xcapd is measured against: what nginx, FastCGI and libfcgi cost when the worker
// does nothing. Prefork like xcapd; every answer is the same 2 KB. With "quick" it closes
// connections as xcapd does (fcgi-worker/fastcgi.cc), without libfcgi's wait for nginx to close its
// end: how much of a ratio to the plain program comes from that is what it shows.
//
// Usage: bench-hello SOCKET WORKERS [quick]
#include <fcgiapp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

namespace {

constexpr std::size_t body_size = 2048;

std::string answer() {
    const std::string body(body_size, 'x');
    return "Status: 200 OK\r\nContent-Type: application/resource-lists+xml\r\n"
           "ETag: \"00112233445566778899aabbccddeeff\"\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

void finish_quickly(FCGX_Request& request) {
    char more = 0;
    if (FCGX_GetStr(&more, 1, request.in) != 0 || FCGX_HasSeenEOF(request.in) != EOF)
        return FCGX_Finish_r(&request);
    request.keepConnection = 1;
    FCGX_Finish_r(&request);
    if (request.ipcFd >= 0) ::close(request.ipcFd);
    request.ipcFd = -1;
    request.keepConnection = 0;
}

[[noreturn]] void serve(int listen_fd, bool is_quick, pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) std::_Exit(0);
    const std::string out = answer();
    FCGX_Request request;
    if (FCGX_InitRequest(&request, listen_fd, 0) != 0) std::_Exit(1);
    while (FCGX_Accept_r(&request) >= 0) {
        FCGX_PutStr(out.data(), static_cast<int>(out.size()), request.out);
        is_quick ? finish_quickly(request) : FCGX_Finish_r(&request);
    }
    std::_Exit(0);
}

}  // namespace

int main(int argc, char** argv) {
    const bool is_quick = argc == 4 && argv[3] == std::string_view("quick");
    if (argc != 3 && !is_quick) {
        std::cerr << "Usage: bench-hello SOCKET WORKERS [quick]\n";
        return 2;
    }
    FCGX_Init();
    const int listen_fd = FCGX_OpenSocket(argv[1], 1024);
    if (listen_fd < 0 || ::chmod(argv[1], 0666) != 0) {
        std::cerr << "bench-hello: cannot listen at " << argv[1] << '\n';
        return 1;
    }
    const pid_t parent = ::getpid();
    for (int i = std::atoi(argv[2]); i > 0; --i)
        if (::fork() == 0) serve(listen_fd, is_quick, parent);
    while (::wait(nullptr) > 0) {
    }
    return 1;  // ended by a signal, never by itself
}
