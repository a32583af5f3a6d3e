// What the parts of an addressbook are called in a resource-lists document, by expanded name: the
// format of Blink, which OpenXCAP and we share.
#pragma once

#include <string_view>

#include "usages/application_usage.h"
#include "usages/resource_lists.h"

namespace xcapd::api {

inline constexpr std::string_view addressbook_namespace = "urn:ag-projects:xml:ns:addressbook";
inline constexpr std::string_view sipsimple_namespace =
    "urn:ag-projects:sipsimple:xml:ns:addressbook";

inline constexpr ElementName list_name = {resource_lists_namespace, "list"};
inline constexpr ElementName entry_name = {resource_lists_namespace, "entry"};

inline constexpr ElementName contact_name = {addressbook_namespace, "contact"};
inline constexpr ElementName group_name = {addressbook_namespace, "group"};
inline constexpr ElementName policy_element_name = {addressbook_namespace, "policy-element"};
inline constexpr ElementName name_name = {addressbook_namespace, "name"};
inline constexpr ElementName uris_name = {addressbook_namespace, "uris"};
inline constexpr ElementName uri_name = {addressbook_namespace, "uri"};
inline constexpr ElementName contacts_name = {addressbook_namespace, "contacts"};
inline constexpr ElementName contact_id_name = {addressbook_namespace, "contact_id"};
inline constexpr ElementName dialog_name = {addressbook_namespace, "dialog"};
inline constexpr ElementName presence_name = {addressbook_namespace, "presence"};
inline constexpr ElementName policy_name = {addressbook_namespace, "policy"};
inline constexpr ElementName subscribe_name = {addressbook_namespace, "subscribe"};
inline constexpr ElementName attributes_name = {sipsimple_namespace, "attributes"};
inline constexpr ElementName attribute_name = {sipsimple_namespace, "attribute"};

/// The list that holds contacts, groups and policies.
inline constexpr std::string_view addressbook_list = "sipsimple_addressbook";

}  // namespace xcapd::api
