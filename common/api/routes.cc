#include "api/routes.h"

#include <algorithm>

#include "api/handlers.h"
#include "base/percent.h"

namespace xcapd::api {
namespace {

using http::Status;

constexpr std::string_view user_tags[] = {"User"};
constexpr std::string_view book_tags[] = {"Addressbook"};
constexpr std::string_view contact_tags[] = {"Addressbook", "Contacts"};
constexpr std::string_view policy_tags[] = {"Addressbook", "Policies"};
constexpr std::string_view group_tags[] = {"Addressbook", "Groups"};
constexpr std::string_view member_tags[] = {"Addressbook", "Groups", "Members"};

constexpr QueryParameter contact_query[] = {
    {.name = "q",
     .max = 1000,
     .help = "only contacts with this in their name or in a URI, in any case; at most 1000 bytes"},
    {.name = "offset",
     .is_number = true,
     .min = 0,
     .max = 1'000'000,
     .help = "so many contacts are left out at the beginning"},
    {.name = "limit",
     .is_number = true,
     .min = 1,
     .max = 1000,
     .help = "at most so many contacts"}};

// --- errors, with the words that the answers have
// ---------------------------------------------------

const DocumentedError unauthorized{Status::unauthorized, {"Not authenticated"}, "Unauthorized"};
const DocumentedError forbidden{
    Status::forbidden, {"Only its own user may read and write this tree."}, "Not the user's own"};
const DocumentedError no_user{Status::not_found, {"User not found"}, "User not found"};
const DocumentedError no_icon{
    Status::not_found, {"Icon not found", "User not found"}, "Icon or user not found"};
const DocumentedError no_contact{
    Status::not_found, {"Contact not found", "User not found"}, "Contact or user not found"};
const DocumentedError no_policy{
    Status::not_found, {"Policy not found", "User not found"}, "Policy or user not found"};
const DocumentedError no_group{
    Status::not_found, {"Group not found", "User not found"}, "Group or user not found"};
const DocumentedError no_member{Status::not_found,
                                {"Group not found", "Contact not found", "User not found"},
                                "Group, contact or user not found"};
const DocumentedError unreadable{Status::conflict,
                                 {"The stored document cannot be taken apart: ..."},
                                 "The user's document cannot hold this, or cannot be read"};
const DocumentedError exists{Status::conflict, {"Conflict"}, "The id exists"};
const DocumentedError is_member{
    Status::conflict, {"Contact already in group"}, "The contact is a member"};
const DocumentedError icon_refused{Status::conflict,
                                   {"Size limit exceeded, maximum allowed size is 307200 bytes"},
                                   "The icon is refused"};
const DocumentedError not_modified{
    Status::not_modified, {}, "If-None-Match, or the same icon, is what is stored"};
const DocumentedError failed{Status::precondition_failed,
                             {"The document's entity tag does not meet the condition of this "
                              "request."},
                             "If-Match or If-None-Match is not met"};
const DocumentedError wrong_type{
    Status::unsupported_media_type, {"The body must be application/json."}, "The body is no JSON"};

using Errors = const DocumentedError*;
constexpr Errors read_errors[] = {&unauthorized, &forbidden, &no_user,
                                  &not_modified, &failed,    &unreadable};
constexpr Errors contact_read_errors[] = {&unauthorized, &forbidden, &no_contact,
                                          &not_modified, &failed,    &unreadable};
constexpr Errors policy_read_errors[] = {&unauthorized, &forbidden, &no_policy,
                                         &not_modified, &failed,    &unreadable};
constexpr Errors group_read_errors[] = {&unauthorized, &forbidden, &no_group,
                                        &not_modified, &failed,    &unreadable};
constexpr Errors add_errors[] = {&unauthorized, &forbidden, &no_user,
                                 &exists,       &failed,    &wrong_type};
constexpr Errors import_errors[] = {&unauthorized, &forbidden, &no_user,
                                    &unreadable,   &failed,    &wrong_type};
constexpr Errors contact_errors[] = {&unauthorized, &forbidden, &no_contact,
                                     &unreadable,   &failed,    &wrong_type};
constexpr Errors policy_errors[] = {&unauthorized, &forbidden, &no_policy,
                                    &unreadable,   &failed,    &wrong_type};
constexpr Errors group_errors[] = {&unauthorized, &forbidden, &no_group,
                                   &unreadable,   &failed,    &wrong_type};
constexpr Errors member_errors[] = {&unauthorized, &forbidden, &no_member,
                                    &is_member,    &failed,    &wrong_type};
constexpr Errors icon_read_errors[] = {&unauthorized, &forbidden, &no_icon,
                                       &not_modified, &failed,    &unreadable};
constexpr Errors icon_errors[] = {&unauthorized, &forbidden, &no_user,   &not_modified,
                                  &icon_refused, &failed,    &wrong_type};
constexpr Errors icon_delete_errors[] = {&unauthorized, &forbidden, &no_icon, &failed};

// --- the table
// --------------------------------------------------------------------------------------

constexpr std::string_view icon_path = "/users/{user}/icon";
constexpr std::string_view book_path = "/users/{user}/addressbook";
constexpr std::string_view contacts_path = "/users/{user}/addressbook/contacts";
constexpr std::string_view contact_path = "/users/{user}/addressbook/contacts/{contact_id}";
constexpr std::string_view policies_path = "/users/{user}/addressbook/policies";
constexpr std::string_view policy_path = "/users/{user}/addressbook/policies/{policy_id}";
constexpr std::string_view groups_path = "/users/{user}/addressbook/groups";
constexpr std::string_view group_path = "/users/{user}/addressbook/groups/{group_id}";
constexpr std::string_view members_path = "/users/{user}/addressbook/groups/{group_id}/members";
constexpr std::string_view member_path =
    "/users/{user}/addressbook/groups/{group_id}/members/{member_id}";

// clang-format off
const Route table[] = {
    {.method = "GET", .path = icon_path, .name = "get_icon", .tags = user_tags,
     .behind = Behind::icon, .answer = &user_icon_object, .errors = icon_read_errors,
     .handler = get_icon},
    {.method = "POST", .path = icon_path, .name = "add_icon", .tags = user_tags,
     .behind = Behind::icon, .kind = Body::json, .body = &user_icon_object,
     .answer = &user_icon_object, .errors = icon_errors, .handler = add_icon},
    {.method = "DELETE", .path = icon_path, .name = "delete_icon", .tags = user_tags,
     .behind = Behind::icon, .errors = icon_delete_errors, .handler = delete_icon},

    {.method = "GET", .path = book_path, .name = "read_addressbook", .tags = book_tags,
     .answer = &addressbook_object, .errors = read_errors, .handler = read_addressbook},
    {.method = "PUT", .path = book_path, .name = "import_addressbook", .tags = book_tags,
     .kind = Body::json, .body = &addressbook_add_object, .answer = &addressbook_object,
     .errors = import_errors, .handler = import_addressbook},

    {.method = "GET", .path = contacts_path, .name = "get_contacts", .tags = contact_tags,
     .query = contact_query, .answer = &contact_object, .is_list = true, .errors = read_errors,
     .handler = get_contacts},
    {.method = "POST", .path = contacts_path, .name = "add_contact", .tags = contact_tags,
     .kind = Body::json, .body = &contact_object, .answer = &contact_object, .errors = add_errors,
     .handler = add_contact},
    {.method = "GET", .path = contact_path, .name = "get_contact", .tags = contact_tags,
     .answer = &contact_object, .errors = contact_read_errors, .handler = get_contact},
    {.method = "PUT", .path = contact_path, .name = "update_contact", .tags = contact_tags,
     .kind = Body::json, .body = &base_contact_object, .answer = &contact_object,
     .errors = contact_errors, .handler = update_contact},
    {.method = "PATCH", .path = contact_path, .name = "patch_contact", .tags = contact_tags,
     .kind = Body::merge_patch, .body = &base_contact_object, .answer = &contact_object,
     .errors = contact_errors, .handler = patch_contact},
    {.method = "DELETE", .path = contact_path, .name = "delete_contact", .tags = contact_tags,
     .errors = contact_errors, .handler = delete_contact},

    {.method = "GET", .path = policies_path, .name = "get_policies", .tags = policy_tags,
     .answer = &policy_object, .is_list = true, .errors = read_errors, .handler = get_policies},
    {.method = "POST", .path = policies_path, .name = "add_policy", .tags = policy_tags,
     .kind = Body::json, .body = &policy_object, .answer = &policy_object, .errors = add_errors,
     .handler = add_policy},
    {.method = "GET", .path = policy_path, .name = "get_policy", .tags = policy_tags,
     .answer = &policy_object, .errors = policy_read_errors, .handler = get_policy},
    {.method = "PUT", .path = policy_path, .name = "update_policy", .tags = policy_tags,
     .kind = Body::json, .body = &base_policy_object, .answer = &policy_object,
     .errors = policy_errors, .handler = update_policy},
    {.method = "PATCH", .path = policy_path, .name = "patch_policy", .tags = policy_tags,
     .kind = Body::merge_patch, .body = &base_policy_object, .answer = &policy_object,
     .errors = policy_errors, .handler = patch_policy},
    {.method = "DELETE", .path = policy_path, .name = "delete_policy", .tags = policy_tags,
     .errors = policy_errors, .handler = delete_policy},

    {.method = "GET", .path = groups_path, .name = "get_groups", .tags = group_tags,
     .answer = &group_object, .is_list = true, .errors = read_errors, .handler = get_groups},
    {.method = "POST", .path = groups_path, .name = "add_group", .tags = group_tags,
     .kind = Body::json, .body = &group_add_object, .answer = &group_object, .errors = add_errors,
     .handler = add_group},
    {.method = "GET", .path = group_path, .name = "get_group", .tags = group_tags,
     .answer = &group_object, .errors = group_read_errors, .handler = get_group},
    {.method = "PUT", .path = group_path, .name = "update_group", .tags = group_tags,
     .kind = Body::json, .body = &group_add_object, .answer = &group_object,
     .errors = group_errors, .handler = update_group},
    {.method = "PATCH", .path = group_path, .name = "patch_group", .tags = group_tags,
     .kind = Body::merge_patch, .body = &group_add_object, .answer = &group_object,
     .errors = group_errors, .handler = patch_group},
    {.method = "DELETE", .path = group_path, .name = "delete_group", .tags = group_tags,
     .errors = group_errors, .handler = delete_group},
    {.method = "POST", .path = members_path, .name = "add_group_member", .tags = member_tags,
     .kind = Body::json, .body = &group_contact_object, .answer = &group_object,
     .errors = member_errors, .handler = add_group_member},
    {.method = "DELETE", .path = member_path, .name = "delete_group_member", .tags = member_tags,
     .errors = member_errors, .handler = delete_group_member},
};
// clang-format on

// The first segment of a path that begins with "/", which is cut off.
std::string_view next_segment(std::string_view& path) {
    path.remove_prefix(1);
    const auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    return segment;
}

// RETURNS the values of the template's parameters; nothing where the path is another one.
std::optional<std::vector<std::string>> match(std::string_view path, std::string_view pattern) {
    std::vector<std::string> values;
    while (!path.empty() && !pattern.empty()) {
        const auto segment = next_segment(path);
        const auto expected = next_segment(pattern);
        auto decoded = percent_decode(segment);
        if (!decoded || decoded->empty()) return std::nullopt;
        if (expected.starts_with('{')) {
            values.push_back(std::move(*decoded));
        } else if (*decoded != expected) {
            return std::nullopt;
        }
    }
    if (!path.empty() || !pattern.empty()) return std::nullopt;
    return values;
}

}  // namespace

std::span<const Route> routes() { return table; }

std::optional<Resource> find_resource(std::string_view path) {
    if (!path.starts_with(base_path)) return std::nullopt;
    path.remove_prefix(base_path.size());
    // Clients put a slash at the end, or leave it out.
    if (path.ends_with('/')) path.remove_suffix(1);
    if (!path.starts_with('/')) return std::nullopt;
    std::string_view last;
    for (const auto& route : table) {
        if (route.path == last) continue;
        last = route.path;
        if (auto values = match(path, route.path)) return Resource{route.path, std::move(*values)};
    }
    return std::nullopt;
}

const Route* find_route(const Resource& resource, std::string_view method) {
    if (method == "HEAD") method = "GET";
    const auto found = std::find_if(std::begin(table), std::end(table), [&](const Route& route) {
        return route.path == resource.path && route.method == method;
    });
    return found == std::end(table) ? nullptr : found;
}

std::string methods_of(const Resource& resource) {
    std::string methods;
    for (const auto& route : table)
        if (route.path == resource.path)
            methods.append(route.method).append(route.is_read() ? ", HEAD, " : ", ");
    return methods + "OPTIONS";
}

DocumentQuery query_of(const Route& route, const XcapRequest& request,
                       const DocumentAccess& access) {
    // Only a resource that is always there can be answered by its tag alone.
    const bool is_always_there = route.is_read() && route.path.find('{', 8) == route.path.npos &&
                                 route.behind == Behind::addressbook;
    return {access.key_of(request),
            is_always_there ? request.conditions.deciding_tags() : std::string()};
}

}  // namespace xcapd::api
