// The handlers of routes.cc; each answers one row of its table.
#pragma once

#include "api/routes.h"

namespace xcapd::api {

// contacts.cc
http::Response get_contacts(const Call&, const Json&);
http::Response add_contact(const Call&, const Json&);
http::Response get_contact(const Call&, const Json&);
http::Response update_contact(const Call&, const Json&);
http::Response patch_contact(const Call&, const Json&);
http::Response delete_contact(const Call&, const Json&);

// groups.cc
http::Response get_groups(const Call&, const Json&);
http::Response add_group(const Call&, const Json&);
http::Response get_group(const Call&, const Json&);
http::Response update_group(const Call&, const Json&);
http::Response patch_group(const Call&, const Json&);
http::Response delete_group(const Call&, const Json&);
http::Response add_group_member(const Call&, const Json&);
http::Response delete_group_member(const Call&, const Json&);

// policies.cc
http::Response get_policies(const Call&, const Json&);
http::Response add_policy(const Call&, const Json&);
http::Response get_policy(const Call&, const Json&);
http::Response update_policy(const Call&, const Json&);
http::Response patch_policy(const Call&, const Json&);
http::Response delete_policy(const Call&, const Json&);

// addressbook.cc
http::Response read_addressbook(const Call&, const Json&);
http::Response import_addressbook(const Call&, const Json&);

// icon.cc
http::Response get_icon(const Call&, const Json&);
http::Response add_icon(const Call&, const Json&);
http::Response delete_icon(const Call&, const Json&);

}  // namespace xcapd::api
