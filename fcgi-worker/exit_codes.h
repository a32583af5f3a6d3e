// How processes of xcapd end, as the master and a shell see it.
#pragma once

namespace xcapd {

inline constexpr int exit_ok = 0;
inline constexpr int exit_failed = 1;
// Of `migrate` only: scripts must tell a finding from a failure.
inline constexpr int exit_findings = 1;
inline constexpr int exit_migrate_failed = 2;

}  // namespace xcapd
