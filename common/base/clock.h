// Time: steady for measuring and for time-outs, wall clock for nonces and logs.
#pragma once

#include <chrono>
#include <cstdint>

namespace xcapd {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::microseconds;
using std::chrono::milliseconds;

/// Microseconds since 1970, which a nonce carries and all hosts agree on.
inline std::int64_t unix_microseconds() {
    return std::chrono::duration_cast<microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// Adds the time until it goes out of scope to a sum: what the database cost a request.
class Stopwatch {
  public:
    explicit Stopwatch(microseconds& sum) : sum_(sum), start_(SteadyClock::now()) {}
    Stopwatch(const Stopwatch&) = delete;
    Stopwatch& operator=(const Stopwatch&) = delete;
    ~Stopwatch() { sum_ += std::chrono::duration_cast<microseconds>(SteadyClock::now() - start_); }

  private:
    microseconds& sum_;
    SteadyClock::time_point start_;
};

}  // namespace xcapd
