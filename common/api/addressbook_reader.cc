#include "api/addressbook_reader.h"

#include "base/ascii.h"
#include "base/keyed_hash.h"
#include "usages/children.h"
#include "xml/text_content.h"

namespace xcapd::api {
namespace {

using xml::Document;
using xml::ElementId;
using xml::no_element;

bool is_named(const Document& document, ElementId element, const ElementName& name) {
    return has_name(document, document.element(element), name);
}

// Text of the first child of this name; empty where there is none.
std::string text_of(const Document& document, ElementId parent, const ElementName& name) {
    const auto child = find_child(document, parent, name);
    return child == no_element ? std::string() : xml::own_text(document, child);
}

// The words of an xs:boolean.
bool is_true(std::string_view text) {
    text = ascii::trim(text);
    return text == "true" || text == "1";
}

EventHandling read_event(const Document& document, ElementId parent, const ElementName& name) {
    EventHandling event;
    const auto element = find_child(document, parent, name);
    if (element == no_element) return event;
    const auto text = text_of(document, element, policy_name);
    const auto word = ascii::trim(text);
    if (word == "allow" || word == "block") event.policy = word;
    event.subscribe = is_true(text_of(document, element, subscribe_name));
    return event;
}

Attributes read_attributes(const Document& document, ElementId parent) {
    Attributes attributes;
    const auto holder = find_child(document, parent, attributes_name);
    if (holder == no_element) return attributes;
    ClientTexts seen;
    for_each_child(document, holder, [&](ElementId child) {
        if (!is_attribute(document, child)) return;
        const auto name = attribute_value(document, child, "name");
        if (!seen.insert(name).second) return;
        attributes.emplace_back(std::string(name), read_attribute(document, child));
    });
    return attributes;
}

std::vector<ContactUri> read_uris(const Document& document, ElementId contact) {
    std::vector<ContactUri> uris;
    const auto holder = find_child(document, contact, uris_name);
    if (holder == no_element) return uris;
    const bool has_default = has_attribute(document, holder, "default");
    const auto default_id = attribute_value(document, holder, "default");
    ClientTexts seen;
    for_each_child(document, holder, [&](ElementId child) {
        if (!is_uri(document, child)) return;
        const auto id = attribute_value(document, child, "id");
        if (!seen.insert(id).second) return;
        auto& uri = uris.emplace_back();
        uri.id = id;
        uri.uri = attribute_value(document, child, "uri");
        if (has_attribute(document, child, "type"))
            uri.type = attribute_value(document, child, "type");
        uri.attributes = read_attributes(document, child);
        uri.is_default = has_default && id == default_id;
    });
    return uris;
}

}  // namespace

ElementId find_list(const Document& document, std::string_view name) {
    ElementId found = no_element;
    for_each_child(document, 0, [&](ElementId child) {
        if (found == no_element && is_named(document, child, list_name) &&
            has_attribute(document, child, "name") &&
            attribute_value(document, child, "name") == name)
            found = child;
    });
    return found;
}

std::string_view attribute_value(const Document& document, ElementId element,
                                 std::string_view name) {
    const auto* attribute = document.attribute(document.element(element), name);
    return attribute == nullptr ? std::string_view() : attribute->value;
}

bool has_attribute(const Document& document, ElementId element, std::string_view name) {
    return document.attribute(document.element(element), name) != nullptr;
}

bool is_contact(const Document& document, ElementId element) {
    return is_named(document, element, contact_name) && has_attribute(document, element, "id");
}

bool is_uri(const Document& document, ElementId element) {
    return is_named(document, element, uri_name) && has_attribute(document, element, "id") &&
           has_attribute(document, element, "uri");
}

bool is_group(const Document& document, ElementId element) {
    return is_named(document, element, group_name) && has_attribute(document, element, "id");
}

bool is_policy(const Document& document, ElementId element) {
    return is_named(document, element, policy_element_name) &&
           has_attribute(document, element, "id") && has_attribute(document, element, "uri");
}

bool is_attribute(const Document& document, ElementId element) {
    return is_named(document, element, attribute_name) && has_attribute(document, element, "name");
}

std::optional<std::string> read_attribute(const Document& document, ElementId element) {
    if (is_true(attribute_value(document, element, "nil"))) return std::nullopt;
    return xml::own_text(document, element);
}

Contact read_contact(const Document& document, ElementId element) {
    return {std::string(attribute_value(document, element, "id")),
            text_of(document, element, name_name),
            read_uris(document, element),
            read_event(document, element, dialog_name),
            read_event(document, element, presence_name),
            read_attributes(document, element)};
}

Group read_group(const Document& document, ElementId element) {
    Group group{std::string(attribute_value(document, element, "id")),
                text_of(document, element, name_name),
                {},
                read_attributes(document, element)};
    const auto holder = find_child(document, element, contacts_name);
    if (holder == no_element) return group;
    for_each_child(document, holder, [&](ElementId child) {
        if (is_named(document, child, contact_id_name))
            group.contact_ids.push_back(xml::own_text(document, child));
    });
    return group;
}

Policy read_policy(const Document& document, ElementId element) {
    return {std::string(attribute_value(document, element, "id")),
            text_of(document, element, name_name),
            std::string(attribute_value(document, element, "uri")),
            read_event(document, element, dialog_name),
            read_event(document, element, presence_name),
            read_attributes(document, element)};
}

FoundAddressbook read_addressbook(const Document& document, ElementId addressbook) {
    FoundAddressbook found;
    if (addressbook == no_element) return found;
    ClientTexts contacts;
    ClientTexts groups;
    ClientTexts policies;
    for_each_child(document, addressbook, [&](ElementId child) {
        const auto id = attribute_value(document, child, "id");
        if (is_contact(document, child)) {
            if (contacts.insert(id).second)
                found.contacts.push_back({child, read_contact(document, child)});
        } else if (is_group(document, child)) {
            if (groups.insert(id).second)
                found.groups.push_back({child, read_group(document, child)});
        } else if (is_policy(document, child)) {
            if (policies.insert(id).second)
                found.policies.push_back({child, read_policy(document, child)});
        }
    });
    return found;
}

void drop_unknown_members(std::vector<Group>& groups, const std::vector<Contact>& contacts) {
    ClientTexts known;
    for (const auto& contact : contacts) known.insert(contact.id);
    for (auto& group : groups) {
        // Of ids that are there twice the first stays. Texts of their own: the strings move.
        const std::vector<std::string> ids = std::move(group.contact_ids);
        group.contact_ids.clear();
        ClientTexts seen;
        for (const auto& id : ids)
            if (known.contains(id) && seen.insert(id).second) group.contact_ids.push_back(id);
    }
}

}  // namespace xcapd::api
