// A mutex in memory that processes share. One that dies with it locks nobody out.
#pragma once

#include <pthread.h>

#include "base/clock.h"

namespace xcapd {

/// REQUIRES: lies in shared memory, made before the fork.
class ProcessMutex {
  public:
    enum class Locked {
        yes,
        after_death,  // whoever held it died; what it guards may be half written
        no,           // the deadline came first
    };

    ProcessMutex();
    ProcessMutex(const ProcessMutex&) = delete;
    ProcessMutex& operator=(const ProcessMutex&) = delete;
    ~ProcessMutex() = default;  // its memory goes with all processes

    Locked lock() { return told(pthread_mutex_lock(&mutex_)); }
    Locked lock_until(SteadyClock::time_point deadline);
    void unlock() { pthread_mutex_unlock(&mutex_); }

  private:
    Locked told(int error);

    pthread_mutex_t mutex_;
};

}  // namespace xcapd
