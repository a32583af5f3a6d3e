#include "server/authorization.h"

#include <algorithm>

namespace xcapd {

bool is_public(const ApplicationUsage& usage, const DocumentSelector& document, bool is_read) {
    return usage.anyone_reads_global && is_read && document.tree == Tree::global;
}

bool may(const Identity& identity, const DocumentSelector& document, bool is_read,
         const Config& config) {
    if (identity.kind == Identity::Kind::anonymous) return false;
    if (document.tree == Tree::users)
        return identity.kind == Identity::Kind::peer || identity.is(document.user);
    if (is_read) return true;
    return std::any_of(
        config.global_writers.begin(), config.global_writers.end(),
        [&](const std::string& writer) { return identity.is(UserId::from_xui(writer)); });
}

}  // namespace xcapd
