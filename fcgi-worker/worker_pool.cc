#include "worker_pool.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/log.h"
#include "exit_codes.h"
#include "worker.h"

namespace xcapd {
namespace {

constexpr std::chrono::seconds first_delay{1};
constexpr std::chrono::seconds longest_delay{60};

std::string describe(int status) {
    if (WIFSIGNALED(status)) return "signal=" + std::to_string(WTERMSIG(status));
    return "exit=" + std::to_string(WEXITSTATUS(status));
}

}  // namespace

WorkerPool::WorkerPool(std::shared_ptr<const Generation> generation, Scoreboard& scoreboard,
                       int listen_fd)
    : generation_(std::move(generation)), scoreboard_(scoreboard), listen_fd_(listen_fd) {
    for (std::size_t i = 0; i < generation_->worker_count(); ++i) {
        WorkerSlot* slot = scoreboard_.take();
        if (slot == nullptr) {  // generations before this one still hold them all
            failed_ = true;
            break;
        }
        workers_.push_back({0, slot, {}, {}});
    }
}

WorkerPool::~WorkerPool() {
    for (auto& worker : workers_) scoreboard_.give_back(worker.slot);
}

void WorkerPool::start_due() {
    if (retired_) return;
    const auto now = SteadyClock::now();
    for (auto& worker : workers_)
        if (worker.pid == 0 && worker.due <= now) start(worker);
}

void WorkerPool::start(Worker& worker) {
    worker.slot->clear();
    const pid_t master = ::getpid();
    const pid_t pid = ::fork();
    if (pid == 0) ::_exit(run_worker(*generation_, *worker.slot, listen_fd_, master));
    if (pid < 0) {
        worker.due = SteadyClock::now() + first_delay;
        log::error(std::string("event=fork-failed cause=") + log::value(std::strerror(errno)));
        return;
    }
    worker.pid = pid;
}

bool WorkerPool::reaped(pid_t pid, int status) {
    const auto worker = std::find_if(workers_.begin(), workers_.end(),
                                     [&](const Worker& w) { return w.pid == pid; });
    if (worker == workers_.end()) return false;
    worker->pid = 0;
    if (!retired_) {
        failed_ = failed_ || !worker->slot->ready;
        schedule(*worker, status);
    }
    return true;
}

// A worker that came as far as a request is replaced at once: what killed it was that request.
// One that did not would most likely die again: each time its successor waits twice as long.
void WorkerPool::schedule(Worker& worker, int status) {
    const bool was_useful = worker.slot->requests > 0;
    if (status == exit_ok && was_useful) {
        worker.delay = {};
        worker.due = {};
        return;  // max_requests
    }
    worker.delay = was_useful ? std::chrono::seconds{0}
                              : std::clamp(worker.delay * 2, first_delay, longest_delay);
    worker.due = SteadyClock::now() + worker.delay;
    log::error("event=worker-died " + describe(status) +
               " requests=" + std::to_string(worker.slot->requests) +
               " next-in=" + std::to_string(worker.delay.count()) + "s");
}

void WorkerPool::retire(int signal) {
    retired_ = true;
    kill(signal);
}

void WorkerPool::kill(int signal) {
    for (const auto& worker : workers_)
        if (worker.pid > 0) ::kill(worker.pid, signal);
}

void WorkerPool::kill_stuck() {
    const std::int64_t now = steady_ms();
    for (const auto& worker : workers_) {
        const std::int64_t since = worker.slot->busy_since_ms;
        if (worker.pid <= 0 || since == 0 || now - since <= config().request_timeout * 1000)
            continue;
        log::error("event=worker-stuck pid=" + std::to_string(worker.pid) +
                   " seconds=" + std::to_string((now - since) / 1000));
        ::kill(worker.pid, SIGKILL);
    }
}

bool WorkerPool::all_ready() const {
    return std::all_of(workers_.begin(), workers_.end(),
                       [](const Worker& w) { return w.pid > 0 && w.slot->ready; });
}

std::size_t WorkerPool::alive() const {
    return static_cast<std::size_t>(
        std::count_if(workers_.begin(), workers_.end(), [](const Worker& w) { return w.pid > 0; }));
}

void WorkerPool::append_pids(std::vector<pid_t>& pids) const {
    for (const auto& worker : workers_)
        if (worker.pid > 0) pids.push_back(worker.pid);
}

}  // namespace xcapd
