// Makes allocations fail: those of C++ (operator new), libxml2, SQLite and OpenSSL alike, by taking
// the place of their allocators in the unit tests.
//
// Of one thread: what others allocate meanwhile, doctest included, is not touched.
#pragma once

namespace xcapd::test {

enum class Shortage {
    once,     // one allocation fails, those behind it succeed again
    lasting,  // this one and all that follow
};

/// While it lives, allocation number `first` of this thread fails, counted from 1.
class FailingMemory {
  public:
    FailingMemory(int first, Shortage shortage);
    FailingMemory(const FailingMemory&) = delete;
    FailingMemory& operator=(const FailingMemory&) = delete;
    ~FailingMemory();

    /// Whether it came to that.
    bool has_failed() const;
};

}  // namespace xcapd::test
