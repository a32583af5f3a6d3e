// What each worker is doing, in memory shared by the master and all workers.
//
// One slot per worker process; a worker writes its own slot, the master reads all. Lock-free, so
// a killed worker can leave nothing locked.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace xcapd {

struct alignas(64) WorkerSlot {
    std::atomic<bool> ready{false};              // in its accept loop
    std::atomic<std::uint64_t> requests{0};      // begun
    std::atomic<std::int64_t> busy_since_ms{0};  // steady clock; 0: idle

    /// Empties the slot for its next worker.
    void clear() {
        ready = false;
        requests = 0;
        busy_since_ms = 0;
    }
};

class Scoreboard {
  public:
    /// THROWS std::bad_alloc when there is no memory to share.
    explicit Scoreboard(std::size_t slots);
    Scoreboard(const Scoreboard&) = delete;
    Scoreboard& operator=(const Scoreboard&) = delete;
    ~Scoreboard();

    /// A slot for one worker after another, or nullptr when all are taken. Master only.
    WorkerSlot* take();
    void give_back(WorkerSlot* slot);

  private:
    std::size_t size_;
    WorkerSlot* slots_;
    std::vector<WorkerSlot*> free_;
};

/// Milliseconds of the steady clock, the same for all processes of this machine.
std::int64_t steady_ms();

}  // namespace xcapd
