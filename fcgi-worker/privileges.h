// Giving up root: looked up before, done in each worker right after the fork.
#pragma once

#include <sys/types.h>

#include <string>

#include "base/result.h"
#include "config/config.h"

namespace xcapd {

struct Privileges {
    std::string user;
    uid_t uid = 0;
    gid_t gid = 0;
};

/// The [Process] user and group. Fails with a sentence when there is no such user or group.
Result<Privileges, std::string> find_privileges(const Config& config);

/// Group id by name. Fails with a sentence.
Result<gid_t, std::string> find_group(const std::string& name);

/// Becomes that user for good. RETURNS an empty string, or what failed; then the process must not
/// go on. REQUIRES: root.
std::string drop_privileges(const Privileges& privileges);

}  // namespace xcapd
