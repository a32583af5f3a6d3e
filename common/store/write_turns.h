// The workers of a host take turns at writing: all of them at a SQLite database, which has one
// writer at a time; those of one document at a server's, where an edit of a document that many
// change would else lose one race after the other.
//
// SQLite itself lets writers poll: they sleep longer and longer while others overtake them, and
// the last of a busy moment waits for half a second. Here each goes when the one before is done.
// A matter of order and speed only: what is written is decided by the statements, and writers that
// take no turns (a SIP server, the command line) wait as SQLite has it.
#pragma once

#include <array>
#include <memory>

#include "base/process_mutex.h"

namespace xcapd {

class WriteTurns {
  public:
    /// Made before the fork that shares it. THROWS std::bad_alloc.
    WriteTurns();
    WriteTurns(const WriteTurns&) = delete;
    WriteTurns& operator=(const WriteTurns&) = delete;
    ~WriteTurns();

    static constexpr std::size_t lanes = 64;  // who writes in different ones need not wait

    /// A turn, as long as it lives.
    class Turn {
      public:
        /// Waits until `deadline`; THROWS StoreError when it is not this writer's turn by then.
        /// nullptr: nobody to wait for.
        Turn(WriteTurns* turns, std::size_t lane, SteadyClock::time_point deadline);
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        ~Turn();

      private:
        ProcessMutex* mutex_;
    };

  private:
    using Mutexes = std::array<ProcessMutex, lanes>;
    Mutexes* mutexes_;
};

}  // namespace xcapd
