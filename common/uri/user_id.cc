#include "uri/user_id.h"

#include "base/ascii.h"

namespace xcapd {

UserId UserId::from_xui(std::string_view xui) {
    static constexpr std::string_view scheme = "sip:";
    if (ascii::equals_ignoring_case(xui.substr(0, scheme.size()), scheme))
        xui.remove_prefix(scheme.size());
    const auto at = xui.rfind('@');
    if (at == xui.npos) return {std::string(xui), {}};
    // SIP domains compare without regard to case (RFC 3261 19.1.4); user parts with it.
    return {std::string(xui.substr(0, at)), ascii::lower(xui.substr(at + 1))};
}

}  // namespace xcapd
