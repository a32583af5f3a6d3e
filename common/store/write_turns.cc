#include "store/write_turns.h"

#include <sys/mman.h>

#include <memory>
#include <new>

#include "store/store.h"

namespace xcapd {

WriteTurns::WriteTurns() {
    void* memory =
        ::mmap(nullptr, sizeof(Mutexes), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    mutexes_ = std::construct_at(static_cast<Mutexes*>(memory));
}

WriteTurns::~WriteTurns() { ::munmap(mutexes_, sizeof(Mutexes)); }

WriteTurns::Turn::Turn(WriteTurns* turns, std::size_t lane, SteadyClock::time_point deadline)
    : mutex_(turns == nullptr ? nullptr : &(*turns->mutexes_)[lane % lanes]) {
    // One who died in a turn left nothing half done: the database saw to that.
    if (mutex_ != nullptr && mutex_->lock_until(deadline) == ProcessMutex::Locked::no)
        throw StoreError("other writers kept the database busy");
}

WriteTurns::Turn::~Turn() {
    if (mutex_ != nullptr) mutex_->unlock();
}

}  // namespace xcapd
