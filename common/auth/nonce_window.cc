#include "auth/nonce_window.h"

#include <sys/mman.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <new>

#include "base/process_mutex.h"

namespace xcapd {
namespace {

constexpr std::size_t slots_of_a_bucket = 16;
constexpr std::uint32_t remembered = 256;  // counts below the highest one

struct Slot {
    NonceId nonce;  // issued 0: free
    std::uint32_t highest;
    std::uint64_t used[remembered / 64];  // bit i: the count `highest - i`

    bool is_used(std::uint32_t age) const { return (used[age / 64] >> age % 64 & 1) != 0; }
    void mark(std::uint32_t age) { used[age / 64] |= std::uint64_t{1} << age % 64; }
    void raise(std::uint32_t count) {
        const std::uint32_t by = count - highest;
        for (std::uint32_t age = remembered; age-- > 0;) {
            const bool was = age >= by && is_used(age - by);
            used[age / 64] &= ~(std::uint64_t{1} << age % 64);
            if (was) mark(age);
        }
        highest = count;
    }
};

}  // namespace

struct NonceWindow::Bucket {
    ProcessMutex mutex;
    std::int64_t forgotten;  // nonces issued until then that have no slot may have been used
    Slot slots[slots_of_a_bucket];

    explicit Bucket(std::int64_t now) { forget_all(now); }
    void forget_all(std::int64_t now) {
        forgotten = now;
        for (auto& slot : slots) slot = {};
    }
    void lock(std::int64_t now) {
        if (mutex.lock() == ProcessMutex::Locked::after_death) forget_all(now);
    }
    Slot* find(const NonceId& nonce) {
        auto* const found = std::find_if(std::begin(slots), std::end(slots),
                                         [&](const Slot& slot) { return slot.nonce == nonce; });
        return found == std::end(slots) ? nullptr : found;
    }
    // The slot of the oldest nonce, which is forgotten.
    Slot& make_room() {
        auto& oldest = *std::min_element(
            std::begin(slots), std::end(slots),
            [](const Slot& a, const Slot& b) { return a.nonce.issued < b.nonce.issued; });
        forgotten = std::max(forgotten, oldest.nonce.issued);
        oldest = {};
        return oldest;
    }
    NonceUse use(const NonceId& nonce, std::uint32_t count) {
        Slot* slot = find(nonce);
        if (slot == nullptr) {
            if (nonce.issued <= forgotten) return NonceUse::unknown;
            slot = &make_room();
            slot->nonce = nonce;
            slot->highest = count;
        }
        if (count > slot->highest) slot->raise(count);
        const std::uint32_t age = slot->highest - count;
        if (age >= remembered) return NonceUse::unknown;
        if (slot->is_used(age)) return NonceUse::replayed;
        slot->mark(age);
        return NonceUse::accepted;
    }
};

NonceWindow::NonceWindow(std::size_t nonces, std::int64_t now)
    : count_(std::max<std::size_t>(1, nonces / slots_of_a_bucket)) {
    void* memory = ::mmap(nullptr, count_ * sizeof(Bucket), PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    buckets_ = static_cast<Bucket*>(memory);
    for (std::size_t i = 0; i < count_; ++i) std::construct_at(buckets_ + i, now);
}

NonceWindow::~NonceWindow() { ::munmap(buckets_, count_ * sizeof(Bucket)); }

NonceUse NonceWindow::use(const NonceId& nonce, std::uint32_t count, std::int64_t now) {
    Bucket& bucket = buckets_[nonce.random % count_];
    bucket.lock(now);
    const NonceUse result = bucket.use(nonce, count);
    bucket.mutex.unlock();
    return result;
}

}  // namespace xcapd
