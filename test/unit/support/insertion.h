// What a creation may do to a document (RFC 4825 8.2.3): nothing outside the new element changes.
#pragma once

#include <string>

namespace xcapd::test {

/// Whether `after` is `before` with the element `body` in it; of a parent that was "<a/>", with its
/// tags.
inline bool is_before_with(const std::string& before, const std::string& after,
                           const std::string& body) {
    for (auto at = after.find(body); at != after.npos; at = after.find(body, at + 1)) {
        std::string cut = after;
        cut.erase(at, body.size());
        if (cut == before) return true;
        // "...>" "</q>" was "/>"
        if (at > 0 && cut[at - 1] == '>' && cut.compare(at, 2, "</") == 0) {
            const auto end = cut.find('>', at);
            cut.replace(at - 1, end - at + 2, "/>");
            if (cut == before) return true;
        }
    }
    return false;
}

}  // namespace xcapd::test
