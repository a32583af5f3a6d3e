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
        return identity.kind == Identity::Kind::peer ||
               identity.is_user(document.user.username, document.user.domain);
    if (is_read) return true;
    return identity.kind == Identity::Kind::user &&
           std::any_of(config.global_writers.begin(), config.global_writers.end(),
                       [&](const std::string& writer) {
                           const UserId user = UserId::from_xui(writer);
                           return identity.is_user(user.username, user.domain);
                       });
}

bool may_write_documents(const ApplicationUsage& usage, const Config& config) {
    return usage.users_write_documents == nullptr || config.*usage.users_write_documents;
}

}  // namespace xcapd
