#include "usages/user_profile.h"

#include "usages/children.h"

namespace xcapd {
namespace {

// In the words of the request, or as another spelling of the same user.
bool names_user(std::string_view uri, const DocumentSelector& selector) {
    if (uri.find(':') == uri.npos) return false;  // no URI but a reference, as xs:anyURI has both
    if (uri == selector.xui) return true;
    auto user = UserId::from_xui(uri);
    user.complete_domain(selector.user.domain);
    return user == selector.user;
}

bool has_right_name(const DocumentSelector& selector) {
    const auto name = selector.document_uri();
    return name == "user-profile" ||
           (name == "locked-user-profile" && selector.auid.ends_with(".locked-user-profile"));
}

}  // namespace

std::optional<Violation> check_user_profile(const xml::Document& document,
                                            const ConstraintContext& context) {
    const auto& selector = context.selector;
    if (!has_right_name(selector))
        return constraint_violation("The name of this document must be user-profile");
    const auto profile = find_child(document, 0, {user_profile_namespace, "user-profile"});
    if (profile == xml::no_element || selector.tree != Tree::users) return std::nullopt;
    const auto* uri = document.attribute(document.element(profile), "uri");
    if (uri == nullptr || names_user(uri->value, selector)) return std::nullopt;
    return constraint_violation("Wrong User Profile URI");
}

}  // namespace xcapd
