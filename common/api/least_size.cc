#include "api/least_size.h"

#include <string_view>

namespace xcapd::api {
namespace {

// What the shortest elements that addressbook_elements.cc writes have, names without a prefix.
constexpr std::size_t size_of(std::string_view text) { return text.size(); }
constexpr std::size_t handling =
    size_of("<dialog><policy>allow</policy><subscribe>true</subscribe></dialog>") +
    size_of("<presence><policy>allow</policy><subscribe>true</subscribe></presence>");
constexpr std::size_t new_contact = size_of("<contact id=\"\"><name/><uris/></contact>") + handling;
constexpr std::size_t new_group = size_of("<group id=\"\"><name/><contacts/></group>");
constexpr std::size_t new_policy =
    size_of("<policy-element id=\"\" uri=\"\"><name/></policy-element>") + handling;
// Of those that are there already too.
constexpr std::size_t any_member = size_of("<contact_id></contact_id>");
constexpr std::size_t any_uri = size_of("<uri id=\"\" uri=\"\"/>");
constexpr std::size_t any_attribute = size_of("<attribute name=\"\"/>");

std::size_t least_size(const Attributes& attributes) {
    std::size_t size = 0;
    for (const auto& [name, text] : attributes)
        size += any_attribute + name.size() + (text ? text->size() : 0);
    return size;
}

}  // namespace

std::size_t least_size(const Contact& contact, bool is_new) {
    std::size_t size = least_size(contact.attributes);
    if (is_new) size += new_contact + contact.id.size() + contact.name.size();
    for (const auto& uri : contact.uris)
        size += any_uri + uri.id.size() + uri.uri.size() + least_size(uri.attributes);
    return size;
}

std::size_t least_size(const Group& group, bool is_new) {
    std::size_t size = least_size(group.attributes);
    if (is_new) size += new_group + group.id.size() + group.name.size();
    for (const auto& id : group.contact_ids) size += any_member + id.size();
    return size;
}

std::size_t least_size(const Policy& policy, bool is_new) {
    std::size_t size = least_size(policy.attributes);
    if (is_new) size += new_policy + policy.id.size() + policy.name.size() + policy.uri.size();
    return size;
}

}  // namespace xcapd::api
