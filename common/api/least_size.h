// How many bytes an item has in a document at the very least: in XML it can be many times as long
// as in JSON, so one that cannot fit is refused before the document is made.
#pragma once

#include <cstddef>

#include "api/addressbook.h"

namespace xcapd::api {

// `is_new`: it will be written, by addressbook_elements.cc. One that is there may have fewer
// elements; but members, URIs and attributes it has in any case.
std::size_t least_size(const Contact& contact, bool is_new);
std::size_t least_size(const Group& group, bool is_new);
std::size_t least_size(const Policy& policy, bool is_new);

}  // namespace xcapd::api
