// Who a request acts for, once authenticated.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "uri/user_id.h"

namespace xcapd {

struct Identity {
    enum class Kind {
        anonymous,
        user,      // proved a password
        asserted,  // by an authentication proxy; may have no account here
        peer,      // a trusted peer's address; acts for any user
    };
    Kind kind = Kind::anonymous;
    std::vector<UserId> users = {};        // it acts for; of a user one, of a peer none
    std::string authentication_info = {};  // value of that header (RFC 7616 3.5), or empty

    bool is(const UserId& user) const {
        return std::find(users.begin(), users.end(), user) != users.end();
    }
    /// For the access log: the owner of what is asked for, where it is one of them.
    std::string name_for(const UserId& owner) const {
        if (!users.empty()) return (is(owner) ? owner : users.front()).to_string();
        return kind == Kind::peer ? "peer" : "";
    }
};

}  // namespace xcapd
