#include "master.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <list>

#include "base/clock.h"
#include "base/log.h"
#include "config/settings.h"
#include "exit_codes.h"
#include "generation.h"
#include "listen_socket.h"
#include "readiness.h"
#include "reexec.h"
#include "scoreboard.h"
#include "signals.h"
#include "worker_pool.h"

namespace xcapd {
namespace {

// Two generations of the largest pool, and a third that still drains.
constexpr std::size_t scoreboard_slots = 3 * most_workers;
// While something is awaited (readiness, a stop), the master looks that often.
constexpr milliseconds awaiting{20};
constexpr milliseconds idle{1000};

void warn_of_restart_settings(const Config& before, const Config& now) {
    for (const auto& setting : settings())
        if (setting.reload == Reload::no && format(setting, before) != format(setting, now))
            log::warning("event=reload [" + std::string(setting.section) + "] " +
                         std::string(setting.key) + " needs a restart to change");
}

class Master {
  public:
    Master(MasterOptions options, HostState host, ListenSocket socket,
           std::shared_ptr<const Generation> first, std::vector<pid_t> adopted,
           Background background)
        : options_(std::move(options)),
          host_(std::move(host)),
          program_(program_path()),
          socket_(std::move(socket)),
          background_(std::move(background)),
          scoreboard_(scoreboard_slots),
          current_(std::make_unique<WorkerPool>(std::move(first), scoreboard_, socket_.fd())),
          adopted_(std::move(adopted)) {}

    int run() {
        current_->start_due();
        while (!is_stopping()) {
            step();
            if (!is_announced_ && !announce()) return give_up();
        }
        return stop();
    }

  private:
    bool is_stopping() const { return stop_signal_ != 0; }

    // Waits for the next signal or the next thing due, and acts on it.
    void step() {
        const bool is_awaiting = !is_announced_ || next_ || !retired_.empty() || !adopted_.empty();
        if (const auto action = wait_for_signal(is_awaiting ? awaiting : idle)) act(*action);
        current_->start_due();
        if (next_) next_->start_due();
        current_->kill_stuck();
        for (auto& pool : retired_) pool->kill_stuck();
        if (is_announced_ && !adopted_.empty() && SteadyClock::now() > adopted_until_)
            for (const pid_t pid : adopted_) ::kill(pid, SIGKILL);
        if (next_) conclude_reload();
    }

    void act(SignalAction action) {
        switch (action) {
            case SignalAction::stop: stop_signal_ = SIGTERM; break;
            case SignalAction::drain:
                if (!is_stopping()) stop_signal_ = SIGQUIT;
                break;
            case SignalAction::reload:
                if (!is_stopping()) reload();
                break;
            case SignalAction::reopen_logs: log::reopen(); break;
            case SignalAction::reexecute:
                if (!is_stopping()) begin_reexecution();
                break;
            case SignalAction::reap: reap(); break;
        }
    }

    void reap() {
        int status = 0;
        for (pid_t pid; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;) {
            if (pid == checking_) {
                checking_ = 0;
                if (status == 0) {
                    if (!is_stopping()) replace_program();
                } else {
                    log::error("event=reexecute refused: the new program does not accept " +
                               options_.config_path);
                }
                continue;
            }
            std::erase(adopted_, pid);
            if (current_->reaped(pid, status) || (next_ && next_->reaped(pid, status))) continue;
            for (auto& pool : retired_)
                if (pool->reaped(pid, status)) break;
        }
        retired_.remove_if([](const auto& pool) { return pool->alive() == 0; });
    }

    // The first time all workers are ready. RETURNS false when one of them never will be.
    bool announce() {
        // While workers of the program before serve on, new ones may try again.
        if (current_->failed() && adopted_.empty()) return false;
        if (!current_->all_ready()) return true;
        is_announced_ = true;
        for (const pid_t pid : adopted_) ::kill(pid, SIGTERM);
        adopted_until_ =
            SteadyClock::now() + std::chrono::seconds(current_->config().request_timeout);
        const auto& config = current_->config();
        if (!config.pid_file.empty()) std::ofstream(config.pid_file) << ::getpid() << '\n';
        log::info("event=ready listen=" + log::value(config.listen) +
                  " workers=" + std::to_string(current_->alive()));
        notify_systemd("READY=1\nMAINPID=" + std::to_string(::getpid()));
        background_.report_ready();
        if (std::exchange(reload_again_, false)) reload();
        return true;
    }

    int give_up() {
        log::error("event=start-failed a worker died before it was ready");
        current_->retire(SIGTERM);
        socket_.refuse_newcomers();
        return exit_failed;
    }

    // All or nothing: the old workers serve until every new one is ready.
    void reload() {
        if (next_ || !is_announced_) {
            reload_again_ = true;
            return;
        }
        notify_systemd_reloading();
        auto loaded = load_config_file(options_.config_path);
        auto generation = loaded
                              ? make_generation(loaded->config, host_)
                              : Result<std::shared_ptr<const Generation>, std::vector<std::string>>(
                                    fail(loaded.error()));
        if (!generation) {
            for (const auto& error : generation.error())
                log::error("event=reload refused: " + error);
            notify_systemd("READY=1");
            return;
        }
        for (const auto& warning : loaded->warnings) log::warning(warning);
        for (const auto& warning : (*generation)->warnings) log::warning(warning);
        warn_of_restart_settings(current_->config(), (*generation)->config);
        next_ = std::make_unique<WorkerPool>(*generation, scoreboard_, socket_.fd());
        next_->start_due();
    }

    void conclude_reload() {
        if (next_->failed()) {
            log::error("event=reload refused: a new worker died before it was ready");
            next_->retire(SIGTERM);
            if (next_->alive() > 0) retired_.push_back(std::move(next_));
        } else if (next_->all_ready()) {
            current_->retire(SIGTERM);
            retired_.push_back(std::move(current_));
            current_ = std::move(next_);
            log::info("event=reloaded workers=" + std::to_string(current_->alive()));
        } else {
            return;
        }
        next_.reset();
        notify_systemd("READY=1");
        if (std::exchange(reload_again_, false)) reload();
    }

    void begin_reexecution() {
        if (checking_ != 0 || next_ || !is_announced_) return;
        log::info("event=reexecute program=" + log::value(program_));
        const pid_t child = start_check(program_, options_.config_path);
        if (child > 0) {
            checking_ = child;
        } else {
            log::error("event=reexecute failed: cannot fork");
        }
    }

    void replace_program() {
        std::vector<pid_t> workers = adopted_;
        current_->append_pids(workers);
        for (const auto& pool : retired_) pool->append_pids(workers);
        if (next_) next_->append_pids(workers);
        log::error("event=reexecute failed: " + reexecute(program_, options_.config_path,
                                                          options_.foreground, socket_, workers));
    }

    // Everybody who may still answer a request.
    std::size_t alive() const {
        std::size_t count = adopted_.size() + current_->alive() + (next_ ? next_->alive() : 0);
        for (const auto& pool : retired_) count += pool->alive();
        return count;
    }

    void tell_all(int signal) {
        for (const pid_t pid : adopted_) ::kill(pid, signal);
        current_->retire(signal);
        if (next_) next_->retire(signal);
        for (auto& pool : retired_) pool->kill(signal);
    }

    int stop() {
        notify_systemd("STOPPING=1");
        // Where newcomers cannot be kept out of the queue, draining it would never end.
        const int how = socket_.refuse_newcomers() ? stop_signal_ : SIGTERM;
        log::info(std::string("event=stopping how=") + (how == SIGQUIT ? "drain" : "stop"));
        tell_all(how);
        const auto deadline =
            SteadyClock::now() + std::chrono::seconds(current_->config().shutdown_timeout);
        while (alive() > 0) {
            const int before = stop_signal_;
            if (const auto action = wait_for_signal(awaiting)) act(*action);
            // A drain can be cut short to a stop. A stop told twice is one stop: Ctrl-C reaches
            // master and starter, which passes it on.
            if (before != SIGTERM && stop_signal_ == SIGTERM) tell_all(SIGTERM);
            if (SteadyClock::now() >= deadline) {
                log::error("event=killing workers=" + std::to_string(alive()));
                tell_all(SIGKILL);
                break;
            }
        }
        const auto& pid_file = current_->config().pid_file;
        if (!pid_file.empty()) ::unlink(pid_file.c_str());
        log::info("event=stopped");
        return exit_ok;
    }

    const MasterOptions options_;
    const HostState host_;
    const std::string program_;
    ListenSocket socket_;
    Background background_;
    Scoreboard scoreboard_;
    std::unique_ptr<WorkerPool> current_;
    std::unique_ptr<WorkerPool> next_;                // of a reload that is not concluded
    std::list<std::unique_ptr<WorkerPool>> retired_;  // finishing their last requests
    std::vector<pid_t> adopted_;                      // workers from before a USR2
    SteadyClock::time_point adopted_until_;           // then they are stuck
    bool is_announced_ = false;
    bool reload_again_ = false;
    int stop_signal_ = 0;
    pid_t checking_ = 0;  // the child that checks the new program
};

int complain(const std::vector<std::string>& errors) {
    for (const auto& error : errors) log::error(error);
    return exit_failed;
}

}  // namespace

int run_master(const MasterOptions& options, LoadedConfig loaded) {
    std::vector<pid_t> adopted;
    const bool is_reexec = is_reexecuted(adopted);
    if (is_reexec && !options.foreground) log::to_syslog("xcapd");
    auto host = make_host_state(loaded.config);
    if (!host.warning.empty()) log::warning(host.warning);
    auto generation = make_generation(std::move(loaded.config), host);
    if (!generation) return complain(generation.error());
    for (const auto& warning : (*generation)->warnings) log::warning(warning);
    auto socket = ListenSocket::open((*generation)->config);
    if (!socket) return complain({socket.error()});
    if ((*generation)->privileges && (*generation)->privileges->uid == 0)
        log::warning("workers run as root; set [Process] user");

    Background background;
    if (!options.foreground && !is_reexec) {
        background.enter();
        log::to_syslog("xcapd");
    }
    block_signals();
    return Master(options, std::move(host), std::move(socket.value()), *generation,
                  std::move(adopted), std::move(background))
        .run();
}

}  // namespace xcapd
