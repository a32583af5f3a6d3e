#include "store/outcomes.h"

namespace xcapd {

Action action_after(Fate fate, bool is_write) {
    switch (fate) {
        case Fate::not_done: return Action::give_up;
        case Fate::refused: return is_write ? Action::repeat_once : Action::give_up;
        case Fate::repeatable: return Action::repeat;
        case Fate::unknown: break;
    }
    return is_write ? Action::read_back : Action::repeat;
}

WriteState state_of(const Change& change, const std::optional<std::string>& stored_etag) {
    if (change.bytes && stored_etag == change.new_etag) return WriteState::done;
    // Nothing is no tag that could guard a second attempt: the first, if it arrives yet, would
    // bring back what somebody removed in between. And a deletion may be this one, or another's.
    if (!stored_etag) return WriteState::unknown;
    return stored_etag == change.expected_etag ? WriteState::not_done : WriteState::unknown;
}

}  // namespace xcapd
