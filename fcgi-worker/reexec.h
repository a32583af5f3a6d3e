// Running the program file again in the same process (USR2): the pid, the socket and the old
// workers stay, the code is new.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "listen_socket.h"

namespace xcapd {

/// Path of the running program, also when its file has been replaced since.
std::string program_path();

/// Starts `program check -c config_path` as a child. RETURNS its pid, or -1.
pid_t start_check(const std::string& program, const std::string& config_path);

/// Becomes `program`. RETURNS only when that failed, with the reason.
std::string reexecute(const std::string& program, const std::string& config_path, bool foreground,
                      const ListenSocket& socket, const std::vector<pid_t>& workers);

/// Whether this program was started by reexecute(), and the workers it took over. The environment
/// is cleaned, so this tells it once.
bool is_reexecuted(std::vector<pid_t>& workers);

}  // namespace xcapd
