// The XCAP User Identifier (RFC 4825 6.2) as a row key: `sip:alice@example.com`,
// `alice@example.com` or `alice`.
#pragma once

#include <string>
#include <string_view>

namespace xcapd {

struct UserId {
    std::string username;
    std::string domain;  // lower case; empty when the XUI names none

    /// `xui` is one decoded path segment. A `sip:` scheme of any case is cut off, the domain is
    /// what follows the last `@`.
    static UserId from_xui(std::string_view xui);

    bool empty() const { return username.empty() && domain.empty(); }
    std::string to_string() const { return domain.empty() ? username : username + "@" + domain; }
    friend bool operator==(const UserId&, const UserId&) = default;
};

}  // namespace xcapd
