// The FastCGI listening socket: inherited from systemd or from the program before a USR2, or made
// here. Non-blocking, so that a worker that lost the race for a connection does not sleep in
// accept().
#pragma once

#include <string>

#include "base/result.h"
#include "base/unique_fd.h"
#include "config/config.h"

namespace xcapd {

class ListenSocket {
  public:
    /// Fails with a sentence: no permission, a live server at the same address, no such group.
    static Result<ListenSocket, std::string> open(const Config& config);

    int fd() const { return fd_.get(); }

    /// Lets the socket survive an execve, and tells the next program which descriptor it is.
    void keep_over_exec() const;
    /// Takes that back, when the execve failed.
    void drop_over_exec() const;

    /// Nobody new gets into the queue of a socket that we made: nginx gets an error instead of
    /// waiting for nobody, from a Unix socket at once, from a TCP address when it asks again (after
    /// a second) or finds our next start there. RETURNS whether the queue can now be emptied: one
    /// that somebody else holds open goes on growing, and waits for our next start.
    bool refuse_newcomers();

  private:
    ListenSocket(UniqueFd fd, std::string path, bool is_ours)
        : fd_(std::move(fd)), path_(std::move(path)), is_ours_(is_ours) {}

    UniqueFd fd_;
    std::string path_;  // of a Unix socket that is ours to remove
    bool is_ours_;      // nobody holds it open when we are gone
};

}  // namespace xcapd
