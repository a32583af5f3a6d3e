#include "scoreboard.h"

#include <sys/mman.h>

#include <memory>
#include <new>

#include "base/clock.h"

namespace xcapd {

Scoreboard::Scoreboard(std::size_t slots) : size_(slots) {
    void* memory = ::mmap(nullptr, slots * sizeof(WorkerSlot), PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    slots_ = static_cast<WorkerSlot*>(memory);
    std::uninitialized_default_construct_n(slots_, slots);
    for (std::size_t i = slots; i > 0; --i) free_.push_back(slots_ + i - 1);
}

Scoreboard::~Scoreboard() { ::munmap(slots_, size_ * sizeof(WorkerSlot)); }

WorkerSlot* Scoreboard::take() {
    if (free_.empty()) return nullptr;
    WorkerSlot* slot = free_.back();
    free_.pop_back();
    slot->clear();
    return slot;
}

void Scoreboard::give_back(WorkerSlot* slot) { free_.push_back(slot); }

std::int64_t steady_ms() {
    return std::chrono::duration_cast<milliseconds>(SteadyClock::now().time_since_epoch()).count();
}

}  // namespace xcapd
