#include "usages/user_uri.h"

namespace xcapd {

bool names_user(std::string_view uri, const UserId& owner, Store& store) {
    const auto user = UserId::from_xui(uri);
    if (user.empty()) return false;
    // A number's account has no domain; a name alone is nobody's.
    return user == owner || ((user.is_tel || !user.domain.empty()) &&
                             store.find_credentials(user.username, user.domain).has_value());
}

}  // namespace xcapd
