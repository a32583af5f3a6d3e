#include "store/write_turns.h"

#include <sys/mman.h>

#include <memory>
#include <new>

#include "store/store.h"

namespace xcapd {

WriteTurns::WriteTurns() {
    void* memory = ::mmap(nullptr, sizeof(ProcessMutex), PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    mutex_ = std::construct_at(static_cast<ProcessMutex*>(memory));
}

WriteTurns::~WriteTurns() { ::munmap(mutex_, sizeof(ProcessMutex)); }

WriteTurns::Turn::Turn(WriteTurns* turns, SteadyClock::time_point deadline) : turns_(turns) {
    // One who died in a turn left nothing half done: the database saw to that.
    if (turns_ != nullptr && turns_->mutex_->lock_until(deadline) == ProcessMutex::Locked::no)
        throw StoreError("other writers kept the database busy");
}

WriteTurns::Turn::~Turn() {
    if (turns_ != nullptr) turns_->mutex_->unlock();
}

}  // namespace xcapd
