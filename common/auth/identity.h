// Who a request acts for, once authenticated.
#pragma once

#include <string>

namespace xcapd {

struct Identity {
    enum class Kind {
        anonymous,
        user,  // proved a password
        peer,  // a trusted peer's address; acts for any user
    };
    Kind kind = Kind::anonymous;
    std::string username;  // of a user
    std::string domain;
    std::string authentication_info = {};  // value of that header (RFC 7616 3.5), or empty

    bool is_user(const std::string& name, const std::string& of_domain) const {
        return kind == Kind::user && username == name && domain == of_domain;
    }
    /// For the access log.
    std::string to_string() const {
        if (kind == Kind::user) return username + "@" + domain;
        return kind == Kind::peer ? "peer" : "";
    }
};

}  // namespace xcapd
