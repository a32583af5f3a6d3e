// What a client's values make of those that are there: bodies that are put over them, merge patches
// (RFC 7396), and the ids and the order that stay.
#pragma once

#include <string>
#include <vector>

#include "api/addressbook.h"
#include "api/json.h"
#include "api/values.h"

namespace xcapd::api {

/// Puts `given` over `attributes`; those it does not name stay.
void merge(Attributes& attributes, const Attributes& given);

// What a merge patch (RFC 7396) says over what is there. REQUIRES what validate_patch() accepts.
void patch(Contact& contact, const Json& patch);
void patch(Group& group, const Json& patch);
void patch(Policy& policy, const Json& patch);

/// Leaves the first of those that are alike; it is the default if any of them was.
void drop_repeats(std::vector<ContactUri>& uris);

/// A URI that `before` has keeps its id, and others get one where they have none of their own. In
/// the order in which the document will have them.
void settle_ids(std::vector<ContactUri>& uris, const std::vector<ContactUri>& before);

/// Ids in the order in which the document will have them: what stays stays where it is.
void keep_order(std::vector<std::string>& ids, const std::vector<std::string>& before);

}  // namespace xcapd::api
