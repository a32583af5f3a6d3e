#include "api/presence_lists.h"

#include <deque>
#include <unordered_map>

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

// The same with an IPv6 address in it (RFC 3261 25.1, IPv6reference).
bool is_uri_rest_with_address(std::string_view rest) {
    const auto open = rest.find('[');
    if (open == rest.npos) return is_uri_rest(rest);
    const auto close = rest.find(']', open);
    const auto address = rest.substr(open + 1, close - open - 1);
    const bool is_address = close != rest.npos && !address.empty() &&
                            address.find_first_not_of("0123456789abcdefABCDEF:.") == rest.npos;
    return is_address && is_uri_rest(std::string(rest.substr(0, open)) + "v6" +
                                     std::string(rest.substr(close + 1)));
}

// What contacts, or policies, say of one URI as to one event: all that any of them says.
struct Said {
    bool allow = false;
    bool block = false;
    bool subscribe = false;

    void add(const EventHandling& event) {
        allow |= event.policy == "allow";
        block |= event.policy == "block";
        subscribe |= event.subscribe;
    }
};

struct SaidOfEvent {
    Said by_contacts;
    Said by_policies;
};

struct Uri {
    std::string uri;
    bool is_contact = false;
    SaidOfEvent presence = {};
    SaidOfEvent dialog = {};
};

bool is_granted(const Uri& uri, const SaidOfEvent& event) {
    const auto is_granted_by = [](const Said& said) { return said.allow && !said.block; };
    return is_granted_by(event.by_contacts) ||
           (!uri.is_contact && is_granted_by(event.by_policies));
}
bool is_blocked(const Uri& uri, const SaidOfEvent& event) {
    return event.by_contacts.block || (!uri.is_contact && event.by_policies.block);
}
bool is_subscribed(const Uri& uri, const SaidOfEvent& event) {
    return event.by_contacts.subscribe || (!uri.is_contact && event.by_policies.subscribe);
}

struct Rule {
    std::string_view list;
    SaidOfEvent Uri::*event;
    bool (*holds)(const Uri&, const SaidOfEvent&);

    bool holds_for(const Uri& uri) const { return holds(uri, uri.*event); }
};
constexpr Rule rules[] = {{"oma_grantedcontacts", &Uri::presence, is_granted},
                          {"oma_blockedcontacts", &Uri::presence, is_blocked},
                          {"dialog_grantedcontacts", &Uri::dialog, is_granted},
                          {"dialog_blockedcontacts", &Uri::dialog, is_blocked},
                          {"sipsimple_presence_rls", &Uri::presence, is_subscribed},
                          {"sipsimple_dialog_rls", &Uri::dialog, is_subscribed}};

// All URIs of an addressbook, each once, those of contacts first.
class Uris {
  public:
    explicit Uris(const Addressbook& addressbook) {
        for (const auto& contact : addressbook.contacts)
            for (const auto& uri : contact.uris)
                if (Uri* known = add(uri.uri)) {
                    known->is_contact = true;
                    known->presence.by_contacts.add(contact.presence);
                    known->dialog.by_contacts.add(contact.dialog);
                }
        for (const auto& policy : addressbook.policies)
            if (Uri* known = add(policy.uri)) {
                known->presence.by_policies.add(policy.presence);
                known->dialog.by_policies.add(policy.dialog);
            }
    }

    // Views into them stay: they do not move.
    const std::deque<Uri>& all() const { return uris_; }
    // The place in all() of what an entry says; nothing where nobody has it.
    std::optional<std::size_t> find(std::string_view entry) const {
        // Another client's way to write the same URI, without scheme, is as good.
        const auto whole = scheme_size(entry) == 0 ? entry_uri(entry) : std::nullopt;
        const auto found = places_.find(whole ? std::string_view(*whole) : entry);
        return found == places_.end() ? std::nullopt : std::optional(found->second);
    }

  private:
    Uri* add(std::string_view stored) {
        if (const auto place = find(stored)) return &uris_[*place];
        auto uri = entry_uri(stored);
        if (!uri) return nullptr;
        auto& added = uris_.emplace_back(Uri{std::move(*uri)});
        places_.emplace(added.uri, uris_.size() - 1);
        return &added;
    }

    std::deque<Uri> uris_;
    std::unordered_map<std::string_view, std::size_t, KeyedHash> places_;
};

void write_entry(ElementWriter& writer, std::string_view uri) {
    writer.open(entry_name);
    writer.attribute("uri", uri);
    writer.close();
}

void change_list(const Document& document, ElementId list, const Uris& uris, const Rule& rule,
                 xml::Splices& splices) {
    std::vector<bool> is_done(uris.all().size());
    // Members come before extensions of a list: so do new ones.
    ElementId last_member = no_element;
    std::size_t next = 0;
    for_each_child(document, list, [&](ElementId child) {
        const auto& element = document.element(child);
        if (document.namespace_uri(element.ns) == resource_lists_namespace) last_member = child;
        if (!has_name(document, element, entry_name) || !has_attribute(document, child, "uri"))
            return;
        const auto entry = attribute_value(document, child, "uri");
        // Most often entries stand as they were put, one behind the other.
        while (next < is_done.size() && !rule.holds_for(uris.all()[next])) ++next;
        const bool is_next = next < is_done.size() && uris.all()[next].uri == entry;
        const auto place = is_next ? std::optional(next++) : uris.find(entry);
        if (!place || is_done[*place] || !rule.holds_for(uris.all()[*place])) {
            remove_child(document, child, splices);
        } else {
            is_done[*place] = true;
        }
    });
    NewChildren entries(document, list);
    ElementWriter writer(document, list);
    for (std::size_t place = 0; place < is_done.size(); ++place) {
        const auto& uri = uris.all()[place];
        if (is_done[place] || !rule.holds_for(uri)) continue;
        write_entry(writer, uri.uri);
        entries.add_behind(last_member, writer.take());
    }
    entries.put_into(splices);
}

}  // namespace

std::optional<std::string> entry_uri(std::string_view uri) {
    std::string whole(uri);
    if (scheme_size(uri) == 0) whole.insert(0, "sip:");
    if (!is_uri_rest_with_address(std::string_view(whole).substr(scheme_size(whole))))
        return std::nullopt;
    return whole;
}

std::vector<PresenceList> presence_lists(const Addressbook& addressbook) {
    const Uris uris(addressbook);
    std::vector<PresenceList> lists;
    for (const auto& rule : rules) {
        auto& list = lists.emplace_back(PresenceList{rule.list, {}});
        for (const auto& uri : uris.all())
            if (rule.holds_for(uri)) list.uris.push_back(uri.uri);
    }
    return lists;
}

void change_presence_lists(const Document& document, const Addressbook& addressbook,
                           NewChildren& new_lists, xml::Splices& splices) {
    const Uris uris(addressbook);
    for (const auto& rule : rules) {
        const auto list = find_list(document, rule.list);
        if (list != no_element) {
            change_list(document, list, uris, rule, splices);
            continue;
        }
        ElementWriter writer(document, 0);
        writer.open(list_name);
        writer.attribute("name", rule.list);
        bool is_empty = true;
        for (const auto& uri : uris.all()) {
            if (!rule.holds_for(uri)) continue;
            write_entry(writer, uri.uri);
            is_empty = false;
        }
        writer.close();
        if (!is_empty) new_lists.add_last(writer.take());
    }
}

}  // namespace xcapd::api
