#include "server/authorization.h"

#include <algorithm>

namespace xcapd {
namespace {

Policy policy_of(const ApplicationUsage& usage, const Config& config) {
    if (usage.policy != Policy::pres_content_readers) return usage.policy;
    if (config.pres_content_readers == "everyone") return Policy::public_read;
    return config.pres_content_readers == "users" ? Policy::anyone_reads : Policy::owner;
}

bool is_global_writer(const Identity& identity, const Config& config) {
    return std::any_of(
        config.global_writers.begin(), config.global_writers.end(),
        [&](const std::string& writer) { return identity.is(UserId::from_xui(writer)); });
}

}  // namespace

bool is_public(const ApplicationUsage& usage, const DocumentSelector& document, bool is_read,
               const Config& config) {
    const auto policy = policy_of(usage, config);
    return is_read && (policy == Policy::public_read ||
                       (policy == Policy::public_global && document.tree == Tree::global));
}

std::string_view refusal_of(const ApplicationUsage& usage, const Identity& identity,
                            const DocumentSelector& document, bool is_read, const Config& config) {
    if (identity.kind == Identity::Kind::anonymous) return "This needs credentials.";
    if (document.tree == Tree::global) {
        if (is_index_of_all(usage, document)) {
            if (identity.kind == Identity::Kind::peer) return {};
            return is_read ? "Only trusted peers may read what all users have."
                           : "Nobody may write what is made of all users' documents.";
        }
        if (is_read || is_global_writer(identity, config)) return {};
        return "Only users named in global_writers may write the global tree.";
    }
    if (identity.kind == Identity::Kind::peer) return {};
    const bool is_owner = identity.is(document.user);
    switch (policy_of(usage, config)) {
        case Policy::trusted_writes:
            if (is_owner && is_read) return {};
            return is_read ? "Only its own user may read this tree."
                           : "Only trusted peers may write documents of this application.";
        case Policy::public_read:
        case Policy::anyone_reads:
            if (is_owner || is_read) return {};
            return "Everybody may read this tree, but only its own user may write it.";
        case Policy::owner:
        case Policy::public_global:
        case Policy::pres_content_readers: break;
    }
    return is_owner ? "" : "Only its own user may read and write this tree.";
}

bool may_write_documents(const ApplicationUsage& usage, const Config& config) {
    return usage.users_write_documents == nullptr || config.*usage.users_write_documents;
}

}  // namespace xcapd
