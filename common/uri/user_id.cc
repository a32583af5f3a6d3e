#include "uri/user_id.h"

#include "base/ascii.h"
#include "base/percent.h"
#include "base/utf8.h"
#include "uri/tel_number.h"

namespace xcapd {
namespace {

// Without parameters and headers (RFC 3261 19.1.1).
std::string_view bare(std::string_view host) { return host.substr(0, host.find_first_of(";?")); }

}  // namespace

std::string plain_name(std::string_view user) {
    auto name = percent_normalize(user);
    return name && is_utf8(*name) ? std::move(*name) : std::string(user);
}

bool has_scheme(std::string_view text, std::string_view scheme) {
    return ascii::equals_ignoring_case(text.substr(0, scheme.size()), scheme);
}

UserId UserId::from_xui(std::string_view xui) {
    static constexpr std::string_view tel = "tel:";
    if (has_scheme(xui, tel))
        if (auto number = tel_number(xui.substr(tel.size())))
            return {std::move(*number), {}, /*is_tel=*/true};
    bool is_uri = false;
    for (const std::string_view scheme : {"sip:", "sips:"}) {
        if (!has_scheme(xui, scheme)) continue;
        xui.remove_prefix(scheme.size());
        is_uri = true;
        break;
    }
    const auto at = xui.rfind('@');
    if (at == xui.npos) return {plain_name(is_uri ? bare(xui) : xui), {}};
    // SIP domains compare without regard to case (RFC 3261 19.1.4); user parts with it.
    return {plain_name(xui.substr(0, at)), ascii::lower(bare(xui.substr(at + 1)))};
}

UserId UserId::of_row(std::string username, std::string domain) {
    const bool is_tel = domain.empty() && !username.empty();
    return {std::move(username), std::move(domain), is_tel};
}

std::string UserId::to_string() const {
    if (is_tel) return "tel:" + username;
    return domain.empty() ? username : username + "@" + domain;
}

}  // namespace xcapd
