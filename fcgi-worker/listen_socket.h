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

    /// Removes the Unix socket's name, if we made it: from now on nginx gets an error at once
    /// instead of waiting for nobody.
    void remove_name();

  private:
    ListenSocket(UniqueFd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}

    UniqueFd fd_;
    std::string path_;  // of a Unix socket that is ours to remove
};

}  // namespace xcapd
