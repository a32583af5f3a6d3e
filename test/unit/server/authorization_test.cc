// Each policy, for each who may ask: owner, another user, a trusted peer, a global writer, nobody.
#include "server/authorization.h"

#include <doctest/doctest.h>

#include "config/load.h"

using namespace xcapd;

namespace {

const Identity nobody{};
const Identity owner{Identity::Kind::user, {UserId{"alice", "example.com"}}, {}};
const Identity other{Identity::Kind::user, {UserId{"bob", "example.com"}}, {}};
const Identity writer{Identity::Kind::user, {UserId{"admin", "example.com"}}, {}};
const Identity peer{Identity::Kind::peer, {}, {}};

struct Rights {
    Config config = default_config();
    ApplicationUsage usage;

    Rights(Policy policy, std::string readers) {
        usage.policy = policy;
        config.pres_content_readers = std::move(readers);
        config.global_writers = {"admin@example.com"};
    }
    // "rw", "r" or "".
    std::string of(const Identity& identity, Tree tree = Tree::users) const {
        DocumentSelector document;
        document.tree = tree;
        if (tree == Tree::users) document.user = {"alice", "example.com"};
        std::string rights;
        if (is_public(usage, document, true, config) ||
            refusal_of(usage, identity, document, true, config).empty())
            rights += "r";
        CHECK_FALSE(is_public(usage, document, false, config));
        if (refusal_of(usage, identity, document, false, config).empty()) rights += "w";
        return rights;
    }
};

}  // namespace

TEST_SUITE("server/authorization") {
    TEST_CASE("a policy says who reads and writes a user's tree (RFC 4825 5.7)") {
        struct Row {
            Policy policy;
            const char* readers;
            const char* nobody;
            const char* nobody_global;
            const char* other;
            const char* owner;
        };
        for (const auto& row : std::initializer_list<Row>{
                 {Policy::owner, "everyone", "", "", "", "rw"},
                 {Policy::public_global, "owner", "", "r", "", "rw"},
                 {Policy::public_read, "owner", "r", "r", "r", "rw"},
                 {Policy::anyone_reads, "owner", "", "", "r", "rw"},
                 {Policy::trusted_writes, "everyone", "", "", "", "r"},
                 {Policy::pres_content_readers, "everyone", "r", "r", "r", "rw"},
                 {Policy::pres_content_readers, "users", "", "", "r", "rw"},
                 {Policy::pres_content_readers, "owner", "", "", "", "rw"}}) {
            CAPTURE(static_cast<int>(row.policy));
            CAPTURE(row.readers);
            const Rights rights(row.policy, row.readers);
            CHECK(rights.of(nobody) == row.nobody);
            CHECK(rights.of(other) == row.other);
            CHECK(rights.of(writer) == row.other);
            CHECK(rights.of(owner) == row.owner);
            CHECK(rights.of(peer) == "rw");
            CHECK(rights.of(owner, Tree::global) == "r");
            CHECK(rights.of(peer, Tree::global) == "r");
            CHECK(rights.of(writer, Tree::global) == "rw");
            CHECK(rights.of(nobody, Tree::global) == row.nobody_global);
        }
    }
}
