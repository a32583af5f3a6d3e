#include "signals.h"

#include <cerrno>

namespace xcapd {
namespace {

volatile std::sig_atomic_t stop_flag = 0;
volatile std::sig_atomic_t drain_flag = 0;

void note_signal(int number) {
    if (number == SIGTERM) stop_flag = 1;
    if (number == SIGQUIT) drain_flag = 1;
}

sigset_t handled_set() {
    sigset_t set;
    sigemptyset(&set);
    for (const auto& signal : handled_signals) sigaddset(&set, signal.number);
    return set;
}

void set_handler(int number, void (*handler)(int)) {
    struct sigaction action = {};
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, nullptr);
}

}  // namespace

void block_signals() {
    const sigset_t set = handled_set();
    sigprocmask(SIG_BLOCK, &set, nullptr);
    set_handler(SIGPIPE, SIG_IGN);
    set_handler(SIGXFSZ, SIG_IGN);
}

std::optional<SignalAction> wait_for_signal(std::chrono::milliseconds timeout) {
    const sigset_t set = handled_set();
    const timespec bound{static_cast<time_t>(timeout.count() / 1000),
                         static_cast<long>(timeout.count() % 1000) * 1000000};
    const int number = sigtimedwait(&set, nullptr, &bound);
    for (const auto& signal : handled_signals)
        if (signal.number == number) return signal.action;
    return std::nullopt;  // the time is over, or a signal that is not ours
}

void install_worker_handlers() {
    stop_flag = 0;
    drain_flag = 0;
    for (const auto& signal : handled_signals) {
        // SIGCHLD keeps its default: a worker has no children.
        if (signal.number != SIGCHLD)
            set_handler(signal.number, signal.for_workers ? note_signal : SIG_IGN);
    }
}

const sigset_t& open_mask() {
    static const sigset_t mask = [] {
        sigset_t current;
        sigprocmask(SIG_BLOCK, nullptr, &current);
        for (const auto& signal : handled_signals) sigdelset(&current, signal.number);
        return current;
    }();
    return mask;
}

void let_signals_in() {
    sigset_t waiting;
    if (sigpending(&waiting) == 0 && sigisemptyset(&waiting)) return;
    sigset_t closed;
    sigprocmask(SIG_SETMASK, &open_mask(), &closed);
    sigprocmask(SIG_SETMASK, &closed, nullptr);
}

bool told_to_stop() { return stop_flag != 0; }
bool told_to_drain() { return drain_flag != 0; }

void restore_signals() {
    set_handler(SIGPIPE, SIG_DFL);
    set_handler(SIGXFSZ, SIG_DFL);
    const sigset_t set = handled_set();
    sigprocmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace xcapd
