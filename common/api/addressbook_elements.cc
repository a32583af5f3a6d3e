#include "api/addressbook_elements.h"

#include <algorithm>

#include "api/addressbook_names.h"

namespace xcapd::api {

const ContactUri* default_of(const std::vector<ContactUri>& uris) {
    const auto found = std::find_if(uris.begin(), uris.end(),
                                    [](const ContactUri& uri) { return uri.is_default; });
    return found == uris.end() ? nullptr : &*found;
}

void write(ElementWriter& writer, const Contact& contact) {
    writer.open(contact_name);
    writer.attribute("id", contact.id);
    writer.element(name_name, contact.name);
    write_uris(writer, contact.uris);
    write_event(writer, dialog_name, contact.dialog);
    write_event(writer, presence_name, contact.presence);
    write_attributes(writer, contact.attributes);
    writer.close();
}

void write(ElementWriter& writer, const Group& group) {
    writer.open(group_name);
    writer.attribute("id", group.id);
    writer.element(name_name, group.name);
    write_members(writer, group.contact_ids);
    write_attributes(writer, group.attributes);
    writer.close();
}

void write(ElementWriter& writer, const Policy& policy) {
    writer.open(policy_element_name);
    writer.attribute("id", policy.id);
    writer.attribute("uri", policy.uri);
    writer.element(name_name, policy.name);
    write_event(writer, dialog_name, policy.dialog);
    write_event(writer, presence_name, policy.presence);
    write_attributes(writer, policy.attributes);
    writer.close();
}

void write_uris(ElementWriter& writer, const std::vector<ContactUri>& uris) {
    writer.open(uris_name);
    if (const auto* chosen = default_of(uris)) writer.attribute("default", chosen->id);
    for (const auto& uri : uris) write_uri(writer, uri);
    writer.close();
}

void write_uri(ElementWriter& writer, const ContactUri& uri) {
    writer.open(uri_name);
    writer.attribute("id", uri.id);
    writer.attribute("uri", uri.uri);
    if (uri.type) writer.attribute("type", *uri.type);
    write_attributes(writer, uri.attributes);
    writer.close();
}

void write_members(ElementWriter& writer, const std::vector<std::string>& contact_ids) {
    writer.open(contacts_name);
    for (const auto& id : contact_ids) writer.element(contact_id_name, id);
    writer.close();
}

void write_event(ElementWriter& writer, const ElementName& name, const EventHandling& event) {
    writer.open(name);
    writer.element(policy_name, event.policy);
    writer.element(subscribe_name, word_of(event.subscribe));
    writer.close();
}

void write_attributes(ElementWriter& writer, const Attributes& attributes) {
    if (attributes.empty()) return;
    writer.open(attributes_name);
    for (const auto& attribute : attributes) write_attribute(writer, attribute);
    writer.close();
}

void write_attribute(ElementWriter& writer, const Attributes::value_type& attribute) {
    writer.open(attribute_name);
    writer.attribute("name", attribute.first);
    if (attribute.second) {
        writer.text(*attribute.second);
    } else {
        writer.attribute("nil", "true");
    }
    writer.close();
}

}  // namespace xcapd::api
