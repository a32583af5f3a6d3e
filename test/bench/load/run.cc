#include "bench/load/run.h"

#include <sys/epoll.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <deque>
#include <stdexcept>

#include "base/unique_fd.h"
#include "bench/load/connection.h"

namespace bench {
namespace {

constexpr auto longest_answer = std::chrono::seconds(60);

volatile std::sig_atomic_t is_interrupted = 0;

// Whoever measures for long and has seen enough gets the figures.
void heed_signals() {
    struct sigaction action {};
    action.sa_handler = [](int) { is_interrupted = 1; };
    for (const int number : {SIGINT, SIGTERM}) ::sigaction(number, &action, nullptr);
}

double cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

Clock::duration duration_of(double seconds) {
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

std::size_t waiting(const std::deque<Connection>& connections) {
    return static_cast<std::size_t>(
        std::count_if(connections.begin(), connections.end(),
                      [](const Connection& c) { return c.is_waiting(); }));
}

}  // namespace

Report run(const Options& options) {
    heed_signals();
    Report report;
    const xcapd::UniqueFd epoll(::epoll_create1(EPOLL_CLOEXEC));
    if (!epoll) throw std::runtime_error("epoll cannot be used");
    Shared shared{options, report, epoll.get(), {}};
    if (options.shared_nonce) shared.nonce = std::make_shared<Nonce>();
    shared.measured_from = Clock::now() + duration_of(options.warmup);
    const auto end = options.requests > 0 ? Clock::time_point::max()
                                          : shared.measured_from + duration_of(options.seconds);
    std::deque<Connection> connections;
    for (std::size_t i = 0; i < options.connections; ++i) {
        connections.emplace_back(shared, i);
        connections.back().start();
    }

    auto now = Clock::now();
    auto last_event = now;
    double cpu_before = -1;
    while (is_interrupted == 0 && waiting(connections) > 0) {
        std::array<epoll_event, 64> events;
        const int count = ::epoll_wait(epoll.get(), events.data(), events.size(), 10);
        if (count < 0 && errno != EINTR) throw std::runtime_error("epoll_wait failed");
        now = Clock::now();
        if (cpu_before < 0 && now >= shared.measured_from) cpu_before = cpu_seconds();
        // However slow the answers are, there is one for each connection.
        if (now >= end && shared.measured_sent >= options.connections) shared.is_ending = true;
        if (count > 0) last_event = now;
        if (now - last_event > longest_answer) {
            report.errors["no answer for a minute"] += waiting(connections);
            break;
        }
        for (int i = 0; i < count; ++i)
            static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr)
                ->on_event(events[static_cast<std::size_t>(i)].events);
    }
    const auto taken = std::chrono::duration<double>(Clock::now() - shared.measured_from);
    report.seconds = std::max(taken.count(), 0.0);  // it may end in the warm-up
    report.cpu_seconds = cpu_before < 0 ? 0 : cpu_seconds() - cpu_before;
    return report;
}

}  // namespace bench
