// Contacts, groups, policies and their parts as new elements, in the order that Blink's schema
// wants of their children.
#pragma once

#include "api/addressbook.h"
#include "api/element_writer.h"

namespace xcapd::api {

void write(ElementWriter& writer, const Contact& contact);
void write(ElementWriter& writer, const Group& group);
void write(ElementWriter& writer, const Policy& policy);

void write_uris(ElementWriter& writer, const std::vector<ContactUri>& uris);
void write_uri(ElementWriter& writer, const ContactUri& uri);
void write_members(ElementWriter& writer, const std::vector<std::string>& contact_ids);
void write_event(ElementWriter& writer, const ElementName& name, const EventHandling& event);
/// Nothing where there are none.
void write_attributes(ElementWriter& writer, const Attributes& attributes);
void write_attribute(ElementWriter& writer, const Attributes::value_type& attribute);

inline std::string_view word_of(bool value) { return value ? "true" : "false"; }

/// The one that is the default; nullptr: none.
const ContactUri* default_of(const std::vector<ContactUri>& uris);

}  // namespace xcapd::api
