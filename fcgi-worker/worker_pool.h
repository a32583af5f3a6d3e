// The worker processes of one generation: started, replaced when they die, told to leave.
#pragma once

#include <sys/types.h>

#include <memory>
#include <vector>

#include "base/clock.h"
#include "generation.h"
#include "scoreboard.h"

namespace xcapd {

class WorkerPool {
  public:
    /// Starts nothing yet. `scoreboard` outlives the pool.
    WorkerPool(std::shared_ptr<const Generation> generation, Scoreboard& scoreboard, int listen_fd);
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;
    ~WorkerPool();

    const Config& config() const { return generation_->config; }

    /// Forks the workers that are missing and due.
    void start_due();

    /// Takes note of a dead child. RETURNS whether it was one of ours.
    bool reaped(pid_t pid, int status);

    /// Sends a signal to every worker; from now on none is replaced.
    void retire(int signal);
    void kill(int signal);

    /// Kills workers that are busy for longer than request_timeout.
    void kill_stuck();

    bool all_ready() const;
    /// Whether a worker died before it was ready: this generation cannot serve.
    bool failed() const { return failed_; }
    std::size_t alive() const;
    void append_pids(std::vector<pid_t>& pids) const;

  private:
    struct Worker {
        pid_t pid = 0;  // 0: to be started
        WorkerSlot* slot = nullptr;
        SteadyClock::time_point due{};
        std::chrono::seconds delay{0};
    };
    void start(Worker& worker);
    void schedule(Worker& worker, int status);

    std::shared_ptr<const Generation> generation_;
    Scoreboard& scoreboard_;
    int listen_fd_;
    bool retired_ = false;
    bool failed_ = false;
    std::vector<Worker> workers_;
};

}  // namespace xcapd
