// How processes of xcapd end, as the master and a shell see it.
#pragma once

namespace xcapd {

inline constexpr int exit_ok = 0;
inline constexpr int exit_failed = 1;

}  // namespace xcapd
