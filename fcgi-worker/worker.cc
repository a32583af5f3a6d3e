#include "worker.h"

#include <malloc.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <random>
#include <system_error>

#include "base/clock.h"
#include "base/log.h"
#include "base/unique_fd.h"
#include "exit_codes.h"
#include "fastcgi.h"
#include "signals.h"

namespace xcapd {
namespace {

// Some tenth more or less, so that workers started together are not replaced together.
std::uint64_t request_limit(const Config& config) {
    if (config.max_requests == 0) return UINT64_MAX;
    const auto limit = static_cast<std::uint64_t>(config.max_requests);
    std::random_device random;
    return limit + random() % (limit / 10 + 1);
}

// Where a worker sleeps. A connection wakes one of those who sleep (EPOLLEXCLUSIVE): poll() would
// wake them all, and all but one for nothing.
class ConnectionWait {
  public:
    explicit ConnectionWait(int listen_fd) : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
        epoll_event event = {};
        event.events = EPOLLIN | EPOLLEXCLUSIVE;
        if (!epoll_ || ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, listen_fd, &event) != 0)
            throw std::system_error(errno, std::generic_category(), "epoll");
    }

    /// Sleeps until somebody connects or a signal comes; signals come in only here. One who
    /// `is_busy` just served a request and does not sleep: under load the next one waits already,
    /// and to ask first costs as much as to look. RETURNS whether there may be a connection to
    /// accept.
    bool wait(bool is_busy) const {
        let_signals_in();
        if (told_to_stop()) return false;
        if (is_busy) return true;
        epoll_event event;
        return ::epoll_pwait(epoll_.get(), &event, 1, told_to_drain() ? 0 : -1, &open_mask()) > 0;
    }

  private:
    UniqueFd epoll_;
};

// Somebody connects and cannot be accepted. The connection stays in the queue, so to ask again at
// once would take a CPU, and a line each time would fill the log.
class Shortage {
  public:
    /// Sleeps for a moment; signals come in. REQUIRES: errno says what there is too little of.
    void pause() {
        const auto now = SteadyClock::now();
        if (now >= next_line_) {
            log::error(std::string("event=accept-failed cause=") +
                       log::value(std::strerror(errno)));
            next_line_ = now + std::chrono::minutes(1);
        }
        constexpr timespec moment{0, 100'000'000};
        ::ppoll(nullptr, 0, &moment, &open_mask());
    }

  private:
    SteadyClock::time_point next_line_{};
};

void serve_one(FastCgi& fastcgi, Server& server, const Config& config) {
    const auto start = SteadyClock::now();
    http::Request request;
    try {
        request = fastcgi.read(static_cast<std::size_t>(config.max_document_size));
    } catch (const std::bad_alloc&) {
        return fastcgi.answer_out_of_memory();
    }
    // From here on nothing throws: what is done must not be answered as if it were not.
    const auto response = server.handle(request);
    fastcgi.answer(request, response,
                   std::chrono::duration_cast<microseconds>(SteadyClock::now() - start));
}

// A large document would otherwise cost its page faults anew in each request. The bounds keep a
// worker small that has once seen the largest.
void keep_freed_memory() {
    ::mallopt(M_MMAP_THRESHOLD, 4 * 1024 * 1024);
    ::mallopt(M_TRIM_THRESHOLD, 8 * 1024 * 1024);
    // With much memory kept, glibc would sort its small free chunks at every other free.
    ::mallopt(M_MXFAST, 0);
}

int accept_loop(const Generation& generation, WorkerSlot& slot, int listen_fd) {
    const auto server = make_worker_server(generation.config, generation.shared);
    FastCgi fastcgi(listen_fd);
    const ConnectionWait connections(listen_fd);
    const std::uint64_t limit = request_limit(generation.config);
    slot.ready = true;
    Shortage shortage;
    bool is_busy = false;
    while (slot.requests < limit) {
        const bool is_waiting = connections.wait(is_busy);
        if (told_to_stop()) return exit_ok;
        if (!is_waiting) {
            if (told_to_drain()) return exit_ok;
            continue;
        }
        // From here on the master's watchdog counts: reading the request may hang too.
        slot.busy_since_ms = steady_ms();
        const auto accepted = fastcgi.accept();
        if (accepted == Accepted::broken) return exit_failed;
        is_busy = accepted == Accepted::request;
        if (is_busy) {
            ++slot.requests;
            serve_one(fastcgi, *server, generation.config);
        }
        slot.busy_since_ms = 0;
        if (accepted == Accepted::shortage) {
            if (told_to_drain()) return exit_ok;
            shortage.pause();
        }
    }
    return exit_ok;
}

}  // namespace

int run_worker(const Generation& generation, WorkerSlot& slot, int listen_fd, pid_t master) {
    if (generation.privileges) {
        if (const auto error = drop_privileges(*generation.privileges); !error.empty()) {
            log::error(error);
            return exit_failed;
        }
    }
    // A worker does not outlive its master. The kernel forgets this at setuid, so it comes after.
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != master) return exit_ok;
    install_worker_handlers();
    keep_freed_memory();
    try {
        return accept_loop(generation, slot, listen_fd);
    } catch (const std::exception& error) {
        log::error(std::string("event=worker-failed cause=") + log::value(error.what()));
        return exit_failed;
    }
}

}  // namespace xcapd
