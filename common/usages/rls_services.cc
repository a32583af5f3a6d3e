#include "usages/rls_services.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/ascii.h"
#include "base/percent.h"
#include "base/utf8.h"
#include "store/store.h"
#include "uri/sip_uri.h"
#include "usages/children.h"
#include "usages/field_path.h"
#include "usages/list_reference.h"
#include "usages/resource_lists.h"
#include "xml/text_content.h"

namespace xcapd {
namespace {

// Each is a row to be kept unique, in one transaction.
constexpr std::size_t most_services = 1000;

// The path of an absolute URI, without its slash.
std::string_view path_of(std::string_view uri) {
    uri.remove_prefix(uri.find("//") + 2);
    uri.remove_prefix(std::min(uri.find('/'), uri.size()));
    return uri.substr(uri.empty() ? 0 : 1, uri.find_first_of("?#"));
}

// The XUI of another server's URI whose AUID is resource-lists, wherever its root ends; "" for the
// global tree.
std::optional<std::string> owner_of_list(std::string_view uri) {
    std::string previous;
    std::string before;
    for (const auto& segment : ascii::split_list(path_of(uri), '/')) {
        const auto decoded = percent_decode(segment).value_or("");
        if (decoded == "~~") break;
        if (before == "resource-lists" && previous == "users") return decoded;
        if (previous == "resource-lists" && decoded == "global") return "";
        before = std::exchange(previous, decoded);
    }
    return std::nullopt;
}

// Whose resource-lists document a URI names; without a name for the global tree.
std::optional<UserId> user_of_other(std::string_view uri, const ConstraintContext& context) {
    const auto owner = owner_of_list(uri);
    if (!owner) return std::nullopt;
    auto user = UserId::from_xui(*owner);
    user.complete_domain(context.selector.user.domain);
    return user;
}

std::optional<UserId> user_of(std::string_view own_path, const ConstraintContext& context) {
    const auto uri = parse_xcap_uri(own_path, context.roots, context.config.default_realm);
    if (!uri || uri->document.auid != "resource-lists") return std::nullopt;
    return uri->document.tree == Tree::users ? uri->document.user : UserId();
}

std::optional<Violation> check_list_uri(std::string_view uri, const ConstraintContext& context) {
    if (!is_absolute_http_uri(uri))
        return constraint_violation("A resource-list must be an absolute URI: " + std::string(uri));
    if (auto violation = refuse_long(uri, context.config)) return violation;
    if (!selects_list(uri))
        return constraint_violation("A resource-list must point to a list element: " +
                                    std::string(uri));
    const auto path = context.roots.path_of_own_uri(uri);
    if (!path && !context.config.allow_external_references)
        return constraint_violation("XCAP root not found for URI: " + std::string(uri));
    const auto user = path ? user_of(*path, context) : user_of_other(uri, context);
    if (!user)
        return constraint_violation("A resource-list must name a document of resource-lists: " +
                                    std::string(uri));
    const bool is_global = context.selector.tree == Tree::global;
    if (is_global ? !user->empty() : *user == context.selector.user) return std::nullopt;
    return constraint_violation((is_global ? "A resource-list must be one of a user: "
                                           : "A resource-list must be one of the same user: ") +
                                std::string(uri));
}

}  // namespace

std::optional<Violation> check_rls_services(const xml::Document& document,
                                            const ConstraintContext& context) {
    std::set<std::string> uris;  // so few that no choice of them costs much
    std::size_t services = 0;
    for (xml::ElementId id = 0; id < document.elements().size(); ++id) {
        const auto& element = document.element(id);
        if (document.namespace_uri(element.ns) != rls_services_namespace) continue;
        if (element.local() == "service") {
            if (++services > most_services)
                return constraint_violation("A document has at most " +
                                            std::to_string(most_services) + " services.");
            const auto* uri = document.attribute(element, "uri");
            if (uri != nullptr && utf8_length(ascii::trim(uri->value)) > longest_service_uri)
                return constraint_violation("A service URI has at most " +
                                            std::to_string(longest_service_uri) + " characters.");
            if (uri != nullptr && !uris.insert(canonical_uri(ascii::trim(uri->value))).second)
                return Violation{Violation::Kind::uniqueness,
                                 "The uri of a service is not unique: " + std::string(uri->value),
                                 {field_path(document, id, "uri")}};
        } else if (element.local() == "resource-list") {
            const auto text = xml::text_content(document, element);
            if (auto violation = check_list_uri(ascii::trim(text), context)) return violation;
        }
    }
    return check_resource_lists(document, context);
}

// What stands in an extension is no service, and white space around an xs:anyURI is none of it.
std::vector<OwnedUri> service_uris(const xml::Document& document) {
    std::vector<OwnedUri> uris;
    for_each_child(document, 0, [&](xml::ElementId id) {
        const auto& element = document.element(id);
        if (!has_name(document, element, {rls_services_namespace, "service"})) return;
        const auto* uri = document.attribute(element, "uri");
        if (uri == nullptr) return;
        const auto text = ascii::trim(uri->value);
        uris.push_back({std::string(text), canonical_uri(text), id});
    });
    return uris;
}

}  // namespace xcapd
