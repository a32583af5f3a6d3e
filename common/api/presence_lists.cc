#include "api/presence_lists.h"

#include <unordered_set>

#include "api/addressbook_names.h"
#include "api/addressbook_reader.h"
#include "api/element_writer.h"
#include "base/ascii.h"
#include "base/hex.h"
#include "base/keyed_hash.h"
#include "usages/children.h"

namespace xcapd::api {
namespace {

using xml::Document;
using xml::ElementId;
using xml::no_element;

using Uris = std::vector<std::string>;
using UriSet = std::unordered_set<std::string, KeyedHash>;
using Event = EventHandling;

// RFC 3986 3.1, with its colon; 0: none.
std::size_t scheme_size(std::string_view uri) {
    if (uri.empty() || !ascii::is_alpha(uri.front())) return 0;
    for (std::size_t i = 1; i < uri.size(); ++i) {
        const char c = uri[i];
        if (c == ':') return i + 1;
        if (!ascii::is_alpha(c) && !ascii::is_digit(c) && c != '+' && c != '-' && c != '.')
            return 0;
    }
    return 0;
}

// Of a path, query or fragment.
bool is_uri_char(char c) {
    constexpr std::string_view marks = "-._~!$&'()*+,;=:@/?";
    return ascii::is_alpha(c) || ascii::is_digit(c) || static_cast<unsigned char>(c) >= 0x80 ||
           marks.find(c) != marks.npos;
}

// What may stand behind a scheme.
bool is_uri_rest(std::string_view rest) {
    if (rest.empty() || rest.starts_with("//")) return false;
    bool is_fragment = false;
    for (std::size_t i = 0; i < rest.size(); ++i) {
        if (rest[i] == '%') {
            if (i + 2 >= rest.size() || hex_value(rest[i + 1]) < 0 || hex_value(rest[i + 2]) < 0)
                return false;
            i += 2;
        } else if (rest[i] == '#') {
            if (is_fragment) return false;
            is_fragment = true;
        } else if (!is_uri_char(rest[i])) {
            return false;
        }
    }
    return true;
}

// The URIs of contacts and of policies to which something applies.
struct Chosen {
    Uris of_contacts;
    Uris of_policies;
};
template <class Applies>
Chosen choose(const Addressbook& addressbook, Event Contact::*of_contact, Event Policy::*of_policy,
              Applies applies) {
    Chosen chosen;
    const auto add = [](Uris& uris, std::string_view uri) {
        if (auto entry = entry_uri(uri)) uris.push_back(std::move(*entry));
    };
    for (const auto& contact : addressbook.contacts)
        if (applies(contact.*of_contact))
            for (const auto& uri : contact.uris) add(chosen.of_contacts, uri.uri);
    for (const auto& policy : addressbook.policies)
        if (applies(policy.*of_policy)) add(chosen.of_policies, policy.uri);
    return chosen;
}

UriSet set_of(const Uris& uris) { return {uris.begin(), uris.end()}; }

Uris without(const Uris& uris, const Uris& others) {
    const auto out = set_of(others);
    Uris left;
    for (const auto& uri : uris)
        if (!out.contains(uri)) left.push_back(uri);
    return left;
}

// Both, each URI once.
Uris united(const Uris& some, const Uris& more) {
    UriSet seen;
    Uris all;
    for (const auto* uris : {&some, &more})
        for (const auto& uri : *uris)
            if (seen.insert(uri).second) all.push_back(uri);
    return all;
}

struct ListsOfEvent {
    Uris granted;
    Uris blocked;
    Uris subscribed;
};
ListsOfEvent lists_of(const Addressbook& addressbook, const Uris& contacts,
                      Event Contact::*of_contact, Event Policy::*of_policy) {
    const auto chosen = [&](auto applies) {
        return choose(addressbook, of_contact, of_policy, applies);
    };
    const auto allowed = chosen([](const Event& event) { return event.policy == "allow"; });
    const auto blocked = chosen([](const Event& event) { return event.policy == "block"; });
    const auto subscribed = chosen([](const Event& event) { return event.subscribe; });
    return {united(without(allowed.of_contacts, blocked.of_contacts),
                   without(without(allowed.of_policies, blocked.of_policies), contacts)),
            united(blocked.of_contacts, without(blocked.of_policies, contacts)),
            united(subscribed.of_contacts, without(subscribed.of_policies, contacts))};
}

void change_list(const Document& document, ElementId list, const Uris& uris,
                 xml::Splices& splices) {
    const auto wanted = set_of(uris);
    UriSet there;
    // Members come before extensions of a list: so do new ones.
    ElementId last_member = no_element;
    for_each_child(document, list, [&](ElementId child) {
        const auto& element = document.element(child);
        if (document.namespace_uri(element.ns) == resource_lists_namespace) last_member = child;
        if (!has_name(document, element, entry_name) || !has_attribute(document, child, "uri"))
            return;
        // Another client's way to write the same URI is left alone.
        const auto uri = entry_uri(attribute_value(document, child, "uri"));
        if (!uri || !wanted.contains(*uri) || !there.insert(*uri).second)
            remove_child(document, child, splices);
    });
    NewChildren entries(document, list);
    ElementWriter writer(document, list);
    for (const auto& uri : uris) {
        if (there.contains(uri)) continue;
        writer.open(entry_name);
        writer.attribute("uri", uri);
        writer.close();
        entries.add_behind(last_member, writer.take());
    }
    entries.put_into(splices);
}

}  // namespace

std::optional<std::string> entry_uri(std::string_view uri) {
    std::string whole(uri);
    if (scheme_size(uri) == 0) whole.insert(0, "sip:");
    if (!is_uri_rest(std::string_view(whole).substr(scheme_size(whole)))) return std::nullopt;
    return whole;
}

std::array<PresenceList, 6> presence_lists(const Addressbook& addressbook) {
    const auto all = [](const Event&) { return true; };
    const auto contacts =
        choose(addressbook, &Contact::presence, &Policy::presence, all).of_contacts;
    auto presence = lists_of(addressbook, contacts, &Contact::presence, &Policy::presence);
    auto dialog = lists_of(addressbook, contacts, &Contact::dialog, &Policy::dialog);
    return {{{"oma_grantedcontacts", std::move(presence.granted)},
             {"oma_blockedcontacts", std::move(presence.blocked)},
             {"dialog_grantedcontacts", std::move(dialog.granted)},
             {"dialog_blockedcontacts", std::move(dialog.blocked)},
             {"sipsimple_presence_rls", std::move(presence.subscribed)},
             {"sipsimple_dialog_rls", std::move(dialog.subscribed)}}};
}

void change_presence_lists(const Document& document, const Addressbook& addressbook,
                           NewChildren& new_lists, xml::Splices& splices) {
    for (const auto& [name, uris] : presence_lists(addressbook)) {
        const auto list = find_list(document, name);
        if (list != no_element) {
            change_list(document, list, uris, splices);
        } else if (!uris.empty()) {
            ElementWriter writer(document, 0);
            writer.open(list_name);
            writer.attribute("name", name);
            for (const auto& uri : uris) {
                writer.open(entry_name);
                writer.attribute("uri", uri);
                writer.close();
            }
            writer.close();
            new_lists.add_last(writer.take());
        }
    }
}

}  // namespace xcapd::api
