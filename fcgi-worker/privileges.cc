#include "privileges.h"

#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace xcapd {
namespace {

std::string failed(const char* step) {
    return std::string("cannot give up root: ") + step + ": " + std::strerror(errno);
}

}  // namespace

Result<gid_t, std::string> find_group(const std::string& name) {
    const group* entry = ::getgrnam(name.c_str());
    if (entry == nullptr) return fail("there is no group \"" + name + "\"");
    return entry->gr_gid;
}

Result<Privileges, std::string> find_privileges(const Config& config) {
    const passwd* entry = ::getpwnam(config.user.c_str());
    if (entry == nullptr)
        return fail("there is no user \"" + config.user + "\"; set [Process] user");
    Privileges privileges{config.user, entry->pw_uid, entry->pw_gid};
    if (!config.group.empty()) {
        const auto gid = find_group(config.group);
        if (!gid) return fail(gid.error() + "; set [Process] group");
        privileges.gid = *gid;
    }
    return privileges;
}

std::string drop_privileges(const Privileges& privileges) {
    if (::setgid(privileges.gid) != 0) return failed("setgid");
    if (::initgroups(privileges.user.c_str(), privileges.gid) != 0) return failed("initgroups");
    if (::setuid(privileges.uid) != 0) return failed("setuid");
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failed("no_new_privs");
    if (privileges.uid != 0 && ::setuid(0) == 0) return "cannot give up root: it can be regained";
    return {};
}

}  // namespace xcapd
