#include "fastcgi.h"

#include <fcgiapp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <string>
#include <string_view>

#include "cgi.h"

namespace xcapd {
namespace {

constexpr std::size_t max_discarded = 64 * 1024 * 1024;  // bytes of a refused body

void discard(FCGX_Stream* stream) {
    std::array<char, 16384> chunk;
    for (std::size_t count = 0; count < max_discarded; count += chunk.size())
        if (FCGX_GetStr(chunk.data(), static_cast<int>(chunk.size()), stream) <= 0) return;
}

// Ends the request and its connection. libfcgi shuts it down and waits until nginx has closed its
// end, since a close would overtake the answer where input is left unread; where all of it was read
// (the end was, or comes from libfcgi's buffer) that costs a sixth of the worker's time for
// nothing.
void finish(FCGX_Request& request) {
    std::array<char, 1> more;
    if (FCGX_GetStr(more.data(), 1, request.in) == 0 && FCGX_HasSeenEOF(request.in) == EOF) {
        request.keepConnection = 1;
        FCGX_Finish_r(&request);  // closes all the same if the answer could not be written
        if (request.ipcFd >= 0) ::close(request.ipcFd);
        request.ipcFd = -1;
        request.keepConnection = 0;
        return;
    }
    FCGX_Finish_r(&request);
}

void put(FCGX_Stream* stream, std::string_view bytes) {
    FCGX_PutStr(bytes.data(), static_cast<int>(bytes.size()), stream);
}

}  // namespace

struct FastCgi::State {
    FCGX_Request request = {};
    std::string head;  // reserved, so that the answer to a write that is done needs no memory
};

FastCgi::FastCgi(int listen_fd) : state_(std::make_unique<State>()) {
    state_->head.reserve(cgi::longest_head);
    if (FCGX_Init() != 0 ||
        FCGX_InitRequest(&state_->request, listen_fd, FCGI_FAIL_ACCEPT_ON_INTR) != 0)
        throw std::runtime_error("libfcgi cannot be initialised");
}

FastCgi::~FastCgi() { FCGX_Free(&state_->request, 1); }

Accepted FastCgi::accept() {
    errno = 0;
    const int result = FCGX_Accept_r(&state_->request);
    if (result >= 0) return Accepted::request;
    if (errno == 0) errno = -result;
    switch (errno) {
        case EBADF:
        case EINVAL:
        case ENOTSOCK: return Accepted::broken;
        case EMFILE:
        case ENFILE:
        case ENOBUFS:
        case ENOMEM: return Accepted::shortage;
        default: return Accepted::nothing;
    }
}

http::Request FastCgi::read(std::size_t max_body) {
    FCGX_Stream* in = state_->request.in;
    return cgi::read_request(
        state_->request.envp, max_body,
        [in](char* buffer, std::size_t size) {
            return static_cast<std::size_t>(
                std::max(FCGX_GetStr(buffer, static_cast<int>(size), in), 0));
        },
        [in] { discard(in); });
}

void FastCgi::answer(const http::Request& request, const http::Response& response,
                     microseconds worker_time) noexcept {
    state_->head.clear();
    cgi::append_head(state_->head, response, worker_time);
    put(state_->request.out, state_->head);
    if (!request.is_head()) put(state_->request.out, response.body);
    if (!response.log_line.empty()) put(state_->request.err, response.log_line);
    finish(state_->request);
}

void FastCgi::answer_out_of_memory() noexcept {
    put(state_->request.out,
        "Status: 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Length: 0\r\n"
        "X-Xcapd-Account: user=- auid=- doc=- outcome=out-of-memory worker=- db=-\r\n\r\n");
    put(state_->request.err, "outcome=out-of-memory cause=\"out of memory\"");
    finish(state_->request);
}

}  // namespace xcapd
