// Telling whoever started xcapd that it serves now: systemd over its socket, a shell by the exit
// status of the process it started.
#pragma once

#include <string_view>

#include "base/unique_fd.h"

namespace xcapd {

/// sd_notify(3): one datagram to $NOTIFY_SOCKET; nothing happens where there is none.
void notify_systemd(std::string_view state);

/// "RELOADING=1" with the time systemd asks for.
void notify_systemd_reloading();

/// Going into the background in two steps, so that the starter's exit status tells the truth.
class Background {
  public:
    /// Forks. RETURNS only in the child, which leads a session of its own without the terminal;
    /// the starter waits for report_ready() and exits with success, or says that the child ended
    /// before and exits with failure.
    /// THROWS std::system_error.
    void enter();

    /// Lets the starter go. Nothing happens without enter().
    void report_ready();

  private:
    UniqueFd starter_;
};

}  // namespace xcapd
