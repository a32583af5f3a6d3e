// The addressbook of a document as values, each with the element it stands in, so that changes
// know where to write.
//
// Documents come from many clients: what is no contact, URI, group or policy (it lacks an id, or a
// policy its uri) is skipped, an unknown word of a policy is "default". Of two with the same id the
// first counts.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/addressbook.h"
#include "api/addressbook_names.h"
#include "xml/document.h"

namespace xcapd::api {

template <class Value>
struct Found {
    xml::ElementId element;
    Value value;
};

struct FoundAddressbook {
    std::vector<Found<Contact>> contacts = {};
    std::vector<Found<Group>> groups = {};
    std::vector<Found<Policy>> policies = {};
};

/// The list of this name below the root; no_element where there is none.
xml::ElementId find_list(const xml::Document& document, std::string_view name);

/// The value of an attribute in no namespace; empty where there is none.
std::string_view attribute_value(const xml::Document& document, xml::ElementId element,
                                 std::string_view name);
bool has_attribute(const xml::Document& document, xml::ElementId element, std::string_view name);

/// Whether these elements are what their names say.
bool is_contact(const xml::Document& document, xml::ElementId element);
bool is_uri(const xml::Document& document, xml::ElementId element);
bool is_group(const xml::Document& document, xml::ElementId element);
bool is_policy(const xml::Document& document, xml::ElementId element);
bool is_attribute(const xml::Document& document, xml::ElementId element);

/// The value of a sipsimple:attribute; nothing: it is nil.
std::optional<std::string> read_attribute(const xml::Document& document, xml::ElementId element);
Contact read_contact(const xml::Document& document, xml::ElementId element);
/// With the ids of contacts that do not exist too.
Group read_group(const xml::Document& document, xml::ElementId element);
Policy read_policy(const xml::Document& document, xml::ElementId element);

/// All of the list `addressbook`, which may be no_element. The ids in groups as read_group().
FoundAddressbook read_addressbook(const xml::Document& document, xml::ElementId addressbook);

/// Takes out ids of contacts that do not exist.
void drop_unknown_members(std::vector<Group>& groups, const std::vector<Contact>& contacts);

}  // namespace xcapd::api
