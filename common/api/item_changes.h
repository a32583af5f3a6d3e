// What makes one contact, group or policy of another inside its element: splices of what differs,
// so that whatever else a client keeps there stays.
#pragma once

#include "api/addressbook.h"
#include "base/keyed_hash.h"
#include "xml/splices.h"

namespace xcapd::api {

void change(const xml::Document& document, xml::ElementId element, const Contact& before,
            const Contact& after, xml::Splices& splices);
void change(const xml::Document& document, xml::ElementId element, const Policy& before,
            const Policy& after, xml::Splices& splices);
/// Members that `contacts` does not know stay: they are none that a client could have seen.
void change(const xml::Document& document, xml::ElementId element, const Group& before,
            const Group& after, const ClientTexts& contacts, xml::Splices& splices);

}  // namespace xcapd::api
