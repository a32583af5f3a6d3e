// The lists that presence rules and resource list services refer to, computed from contacts and
// policies as Blink does: who is granted, who is blocked, whom we subscribe to, of presence and of
// dialogs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/addressbook.h"
#include "api/children_changes.h"
#include "xml/splices.h"

namespace xcapd::api {

struct PresenceList {
    std::string_view name;
    std::vector<std::string> uris;  // of its entries, each once
};

/// In the order in which a client makes them.
///   granted: allowed contacts less blocked ones, and allowed policies less blocked ones
///   blocked: blocked contacts, and blocked policies
///   rls:     contacts and policies with subscribe
/// Policies are for those who are no contact: what is a URI of any contact counts in none of them.
std::vector<PresenceList> presence_lists(const Addressbook& addressbook);

/// What stands in a list for the URI of a contact or policy: the URI, and where it has no scheme
/// `sip:` before it, as Blink writes it and as servers need it. Nothing where that is no URI
/// (RFC 3986, with characters beyond ASCII let pass), since the document would be refused for it:
/// phone numbers with blanks; nor has a URI with an authority (`http://`) presence.
std::optional<std::string> entry_uri(std::string_view uri);

/// Makes the lists of `document` say what `addressbook` does: entries that stay are left alone, and
/// so is what is no entry. A list that is missing is made, in `new_lists`, where it has entries.
void change_presence_lists(const xml::Document& document, const Addressbook& addressbook,
                           NewChildren& new_lists, xml::Splices& splices);

}  // namespace xcapd::api
