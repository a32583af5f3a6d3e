#include "base/process_mutex.h"

#include <cerrno>
#include <ctime>

namespace xcapd {

ProcessMutex::ProcessMutex() {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&mutex_, &attributes);
    pthread_mutexattr_destroy(&attributes);
}

ProcessMutex::Locked ProcessMutex::lock_until(SteadyClock::time_point deadline) {
    using std::chrono::nanoseconds;
    // The steady clock of libstdc++ is CLOCK_MONOTONIC.
    const auto since_boot = deadline.time_since_epoch();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since_boot);
    const timespec until{seconds.count(),
                         std::chrono::duration_cast<nanoseconds>(since_boot - seconds).count()};
    return told(pthread_mutex_clocklock(&mutex_, CLOCK_MONOTONIC, &until));
}

ProcessMutex::Locked ProcessMutex::told(int error) {
    if (error == EOWNERDEAD) {
        pthread_mutex_consistent(&mutex_);
        return Locked::after_death;
    }
    return error == 0 ? Locked::yes : Locked::no;
}

}  // namespace xcapd
