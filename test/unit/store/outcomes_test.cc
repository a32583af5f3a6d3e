#include "store/outcomes.h"

#include <doctest/doctest.h>

using namespace xcapd;

namespace {

Change change(std::optional<std::string> expected, std::optional<std::string> bytes) {
    return {{"alice", "example.com", 4, "index"}, std::move(expected), std::move(bytes), "new"};
}

}  // namespace

TEST_SUITE("store/outcomes") {
    TEST_CASE("the action follows from what is known") {
        CHECK(action_after(Fate::not_done, false) == Action::give_up);
        CHECK(action_after(Fate::not_done, true) == Action::give_up);
        CHECK(action_after(Fate::refused, false) == Action::give_up);
        CHECK(action_after(Fate::refused, true) == Action::repeat_once);
        CHECK(action_after(Fate::repeatable, false) == Action::repeat);
        CHECK(action_after(Fate::repeatable, true) == Action::repeat);
        CHECK(action_after(Fate::unknown, false) == Action::repeat);
        CHECK(action_after(Fate::unknown, true) == Action::read_back);
    }

    TEST_CASE("the tag that is stored tells what became of a replacement") {
        const auto replacement = change("old", "<a/>");
        CHECK(state_of(replacement, "new") == WriteState::done);
        CHECK(state_of(replacement, "old") == WriteState::not_done);
        CHECK(state_of(replacement, "another") == WriteState::unknown);
        CHECK(state_of(replacement, std::nullopt) == WriteState::unknown);
    }

    TEST_CASE("the tag that is stored tells what became of a creation") {
        const auto creation = change({}, "<a/>");
        CHECK(state_of(creation, "new") == WriteState::done);
        CHECK(state_of(creation, std::nullopt) == WriteState::not_done);
        CHECK(state_of(creation, "another") == WriteState::unknown);
    }

    TEST_CASE(
        "the tag that is stored tells what became of a removal; nothing stored tells nothing") {
        const auto removal = change("old", {});
        CHECK(state_of(removal, "old") == WriteState::not_done);
        CHECK(state_of(removal, std::nullopt) == WriteState::unknown);
        CHECK(state_of(removal, "new") == WriteState::unknown);  // a removal stores no tag
        CHECK(state_of(removal, "another") == WriteState::unknown);
    }
}
