// The signals xcapd handles: one table, which man/xcapd.8 repeats.
//
// Master and workers block all of them. The master takes them one by one with wait_for_signal(),
// a worker lets them in between two requests: while it sleeps for a connection, and where one waits
// already, before it takes it. So none interrupts a request, and none is lost before accept().
#pragma once

#include <chrono>
#include <csignal>
#include <optional>
#include <span>

namespace xcapd {

enum class SignalAction { stop, drain, reload, reopen_logs, reexecute, reap };

struct HandledSignal {
    int number;
    SignalAction action;
    bool for_workers;  // a worker acts on it too
};

inline constexpr HandledSignal handled_signals[] = {
    {SIGTERM, SignalAction::stop, true},         {SIGINT, SignalAction::stop, false},
    {SIGQUIT, SignalAction::drain, true},        {SIGHUP, SignalAction::reload, false},
    {SIGUSR1, SignalAction::reopen_logs, false}, {SIGUSR2, SignalAction::reexecute, false},
    {SIGCHLD, SignalAction::reap, false},
};

/// Blocks all handled signals and ignores SIGPIPE and SIGXFSZ: a client that is gone and a file
/// that may not grow are errors of a write. For the master, before its first fork.
void block_signals();

/// The next signal's action, or nothing after `timeout`. REQUIRES: block_signals().
std::optional<SignalAction> wait_for_signal(std::chrono::milliseconds timeout);

/// For a worker after the fork: handlers for its signals that only set a flag; the terminal's INT
/// is the master's business. All stay blocked.
void install_worker_handlers();

/// The mask under which a worker sleeps: nothing of ours blocked.
const sigset_t& open_mask();

/// Lets in what already waits. epoll_pwait() does not when a connection waits too, so a worker that
/// is never idle would never be told.
void let_signals_in();

/// What a worker was told when it last let signals in, most urgent first.
bool told_to_stop();
bool told_to_drain();

/// Back to how a fresh program expects signals, before execve.
void restore_signals();

}  // namespace xcapd
