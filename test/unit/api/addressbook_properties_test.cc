// Random changes of Blink's document, held against a model, and against the bytes before.
#include <map>
#include <random>
#include <set>
#include <utility>

#include "base/ascii.h"
#include "unit/api/addressbook_fixture.h"

using namespace xcapd;
using namespace xcapd::api;
using namespace xcapd::test;

namespace {

const std::set<std::string_view> derived = {"oma_grantedcontacts",    "oma_blockedcontacts",
                                            "dialog_grantedcontacts", "dialog_blockedcontacts",
                                            "sipsimple_presence_rls", "sipsimple_dialog_rls"};

class RandomItems {
  public:
    explicit RandomItems(std::uint32_t seed) : random_(seed) {}

    std::size_t below(std::size_t bound) { return random_() % bound; }
    template <class Items>
    auto one_of(const Items& items) {
        return items[below(std::size(items))];
    }
    std::string text() {
        static const std::vector<std::string> pieces = {
            "",   "a",  "Anna", " ", "&", "<x/>", "]]>",      "\"", "'",
            "\n", "\t", "&lt;", "é", "😀", "\r",   "<!-- -->", "--", "ctrl"};
        std::string text;
        for (auto count = below(4); count > 0; --count) text += one_of(pieces);
        return text;
    }
    std::string uri() {
        static const std::vector<std::string> uris = {"sip:anna@example.com",
                                                      "anna@example.com",
                                                      "sip:dave@example.net",
                                                      "tel:+31201",
                                                      "+31 20 1",
                                                      "sip:a@[::1]",
                                                      "mallory@example.net",
                                                      "sip:ü@x",
                                                      "sip:b'c&d@x",
                                                      "",
                                                      "sips:z@x;a=b?c=%22"};
        return one_of(uris);
    }
    EventHandling event() {
        static const std::vector<std::string> words = {"allow", "block", "default"};
        return {one_of(words), below(2) == 0};
    }
    Attributes attributes() {
        Attributes out;
        for (const char* name : {"icon", "a", "note", "x \"y\""}) {
            if (below(3) > 0) continue;
            out.emplace_back(name, below(3) == 0 ? std::nullopt : std::optional(text()));
        }
        return out;
    }
    Contact contact(const std::string& id) {
        Contact out{id, text(), {}, event(), event(), attributes()};
        for (const char* uri_id : {"u1", "u2", "u3", "u4"}) {
            if (below(2) == 0) continue;
            out.uris.push_back({uri_id, uri(), below(2) == 0 ? std::nullopt : std::optional(text()),
                                attributes(), false});
        }
        if (!out.uris.empty() && below(2) == 0) out.uris[below(out.uris.size())].is_default = true;
        return out;
    }
    Group group(const std::string& id, const Addressbook& book) {
        Group out{id, text(), {}, attributes()};
        for (const auto& contact : book.contacts)
            if (below(2) == 0) out.contact_ids.push_back(contact.id);
        return out;
    }
    api::Policy policy(const std::string& id) {
        return {id, text(), uri(), event(), event(), attributes()};
    }
    std::string id(const std::string& kind) { return kind + std::to_string(1 + below(6)); }

  private:
    std::mt19937 random_;
};

const std::string& key_of(const std::string& id) { return id; }
const std::string& key_of(const Attributes::value_type& attribute) { return attribute.first; }
template <class Item>
const std::string& key_of(const Item& item) {
    return item.id;
}

// What is in `after`, those that were in `before` first and in its order.
template <class Item>
std::vector<Item> in_order(const std::vector<Item>& before, const std::vector<Item>& after) {
    std::vector<Item> out;
    for (const auto* items : {&before, &after})
        for (const auto& item : *items)
            for (const auto& wanted : after)
                if (key_of(wanted) == key_of(item) &&
                    std::none_of(out.begin(), out.end(),
                                 [&](const Item& i) { return key_of(i) == key_of(item); }))
                    out.push_back(wanted);
    return out;
}

ContactUri merged(const ContactUri& before, ContactUri after) {
    after.attributes = in_order(before.attributes, after.attributes);
    return after;
}
Contact merged(const Contact& before, Contact after) {
    after.uris = in_order(before.uris, after.uris);
    for (auto& uri : after.uris)
        for (const auto& old : before.uris)
            if (old.id == uri.id) uri = merged(old, uri);
    after.attributes = in_order(before.attributes, after.attributes);
    return after;
}
Group merged(const Group& before, Group after) {
    after.contact_ids = in_order(before.contact_ids, after.contact_ids);
    after.attributes = in_order(before.attributes, after.attributes);
    return after;
}
api::Policy merged(const api::Policy& before, api::Policy after) {
    after.attributes = in_order(before.attributes, after.attributes);
    return after;
}

template <class Item>
std::vector<Item> merged(const std::vector<Item>& before, const std::vector<Item>& after) {
    auto out = in_order(before, after);
    for (auto& item : out)
        for (const auto& old : before)
            if (old.id == item.id) item = merged(old, item);
    return out;
}

template <class Item>
void put(std::vector<Item>& items, const Item& item) {
    auto after = items;
    std::erase_if(after, [&](const Item& other) { return other.id == item.id; });
    after.push_back(item);
    items = merged(items, after);
}

// The ids of items that differ, each with its kind.
std::set<std::string> touched(const Addressbook& before, const Addressbook& after) {
    std::set<std::string> ids;
    const auto compare = [&](const auto& some, const auto& others, const std::string& kind) {
        for (const auto& item : some)
            if (std::find(others.begin(), others.end(), item) == others.end())
                ids.insert(kind + item.id);
    };
    for (const auto& [some, others] : {std::pair(&before, &after), std::pair(&after, &before)}) {
        compare(some->contacts, others->contacts, "contact ");
        compare(some->groups, others->groups, "group ");
        compare(some->policies, others->policies, "policy-element ");
    }
    return ids;
}

// The document without its derived lists and without these items and the space before them.
std::string rest_of(const std::string& bytes, const std::set<std::string>& items) {
    const auto document = parse_valid(bytes);
    std::string rest = bytes;
    for (auto id = static_cast<xml::ElementId>(document.elements().size()); id-- > 0;) {
        const auto& element = document.element(id);
        const auto* name = document.attribute(element, "name");
        const auto* item = document.attribute(element, "id");
        const bool is_derived =
            element.depth == 1 && name != nullptr && derived.contains(name->value);
        const bool is_item =
            element.depth == 2 && item != nullptr &&
            document.namespace_uri(element.ns) == addressbook_namespace &&
            items.contains(std::string(element.local()) + " " + std::string(item->value));
        if (!is_derived && !is_item) continue;
        auto begin = element.span.begin;
        while (is_item && ascii::is_space(rest[begin - 1])) --begin;
        rest.erase(begin, element.span.end - begin);
    }
    return rest;
}

// Lists by name: their entries as bytes, by what stands in them for a URI.
std::map<std::string, std::map<std::string, std::string>> entries_of(const std::string& bytes) {
    const auto document = parse_valid(bytes);
    std::map<std::string, std::map<std::string, std::string>> lists;
    for (const auto& element : document.elements()) {
        if (element.depth != 2 || !has_name(document, element, entry_name)) continue;
        const auto* list = document.attribute(document.element(element.parent), "name");
        const auto* uri = document.attribute(element, "uri");
        if (derived.contains(list->value))
            lists[std::string(list->value)][std::string(uri->value)] =
                element.span.of(document.bytes());
    }
    return lists;
}

std::set<std::string> keys_of(const std::map<std::string, std::string>& map) {
    std::set<std::string> keys;
    for (const auto& [key, value] : map) keys.insert(key);
    return keys;
}

// The rule of each list, said once more and without regard to time.
std::set<std::string> expected_uris(const Addressbook& book, std::string_view list) {
    const bool is_dialog = list.find("dialog") != list.npos;
    const auto says = [&](const auto& item, std::string_view what) {
        const auto& event = is_dialog ? item.dialog : item.presence;
        return what == "subscribe" ? event.subscribe : event.policy == what;
    };
    const auto of_contacts = [&](std::string_view what) {
        std::set<std::string> uris;
        for (const auto& contact : book.contacts)
            for (const auto& uri : contact.uris)
                if (what.empty() || says(contact, what)) uris.insert(uri.uri);
        return uris;
    };
    const auto of_policies = [&](std::string_view what) {
        std::set<std::string> uris;
        for (const auto& policy : book.policies)
            if (says(policy, what)) uris.insert(policy.uri);
        return uris;
    };
    const auto entries = [](const std::set<std::string>& uris) {
        std::set<std::string> out;
        for (const auto& uri : uris) {
            if (uri.empty() || uri.find(' ') != uri.npos) continue;
            out.insert(uri.find(':') == uri.npos ? "sip:" + uri : uri);
        }
        return out;
    };
    const auto less = [](std::set<std::string> uris, const std::set<std::string>& others) {
        for (const auto& uri : others) uris.erase(uri);
        return uris;
    };
    const bool is_granted = list.find("granted") != list.npos;
    const std::string_view word = is_granted                          ? "allow"
                                  : list.find("blocked") != list.npos ? "block"
                                                                      : "subscribe";
    auto contacts = entries(of_contacts(word));
    auto policies = entries(of_policies(word));
    if (is_granted) contacts = less(contacts, entries(of_contacts("block")));
    if (is_granted) policies = less(policies, entries(of_policies("block")));
    contacts.merge(less(policies, entries(of_contacts(""))));
    return contacts;
}

void change_at_random(RandomItems& random, Addressbook& model, std::string& bytes) {
    const auto document = parse_valid(bytes);
    const AddressbookDocument book(document);
    const auto drop_members = [&] {
        for (auto& group : model.groups)
            std::erase_if(group.contact_ids, [&](const std::string& id) {
                return std::none_of(model.contacts.begin(), model.contacts.end(),
                                    [&](const Contact& contact) { return contact.id == id; });
            });
    };
    const auto has_id = [](const std::string& id) {
        return [id](const auto& item) { return item.id == id; };
    };
    const auto choice = random.below(20);
    if (choice < 7) {
        const auto contact = random.contact(random.id("c"));
        bytes = book.with(contact);
        put(model.contacts, contact);
    } else if (choice < 10) {
        const auto group = random.group(random.id("g"), model);
        bytes = book.with(group);
        put(model.groups, group);
    } else if (choice < 14) {
        const auto policy = random.policy(random.id("p"));
        bytes = book.with(policy);
        put(model.policies, policy);
    } else if (choice < 16) {
        // The first two carry what other clients left in them: they stay for all of the test.
        const auto id = "c" + std::to_string(3 + random.below(4));
        bytes = book.without_contact(id);
        std::erase_if(model.contacts, has_id(id));
        drop_members();
    } else if (choice < 17) {
        const auto id = random.id("g");
        bytes = book.without_group(id);
        std::erase_if(model.groups, has_id(id));
    } else if (choice < 18) {
        const auto id = random.id("p");
        bytes = book.without_policy(id);
        std::erase_if(model.policies, has_id(id));
    } else {
        Addressbook import;
        for (int i = 6; i > 0; --i) {
            const auto n = std::to_string(i);
            if (i < 3 || random.below(2) == 0) import.contacts.push_back(random.contact("c" + n));
            if (random.below(2) == 0) import.policies.push_back(random.policy("p" + n));
        }
        for (const char* id : {"g6", "g2", "g1"}) import.groups.push_back(random.group(id, import));
        bytes = book.with_all(import);
        model = {merged(model.contacts, import.contacts), merged(model.groups, import.groups),
                 merged(model.policies, import.policies)};
    }
}

}  // namespace

TEST_SUITE("api/addressbook_document: properties") {
    TEST_CASE("1,000 random changes: the model is read back, and nothing else has changed") {
        RandomItems random(4826);
        std::string bytes = blink_document();
        auto model = read(bytes);
        for (int round = 0; round < 1000; ++round) {
            CAPTURE(round);
            const auto bytes_before = bytes;
            const auto model_before = model;
            change_at_random(random, model, bytes);
            CAPTURE(bytes_before);
            REQUIRE(read(bytes) == model);

            const auto items = touched(model_before, model);
            REQUIRE(rest_of(bytes, items) == rest_of(bytes_before, items));
            for (const char* foreign :
                 {"<f:favourite xmlns:f=\"urn:example:favourites\" f:since='2020-01-01'>yes<",
                  "<!-- no id --><ab:uri uri=\"sip:nobody@example.com\"/>", "<other:thing/>",
                  "<!-- kept -->",
                  "<rl:list name=\"nested\"><rl:entry uri=\"sip:anna@example.com\"/>",
                  "<x:extension xmlns:x=\"urn:example:x\" x:kept=\"yes\">"})
                REQUIRE(bytes.find(foreign) != bytes.npos);

            const auto before = entries_of(bytes_before);
            const auto after = entries_of(bytes);
            const bool is_presence_new =
                model_before.contacts != model.contacts || model_before.policies != model.policies;
            for (const auto name : derived) {
                const std::string list(name);
                CAPTURE(list);
                const auto old =
                    before.contains(list) ? before.at(list) : decltype(after)::mapped_type();
                const auto now =
                    after.contains(list) ? after.at(list) : decltype(after)::mapped_type();
                if (!is_presence_new) REQUIRE(old == now);
                if (is_presence_new) REQUIRE(keys_of(now) == expected_uris(model, name));
                for (const auto& [uri, entry] : now)
                    if (old.contains(uri)) REQUIRE(old.at(uri) == entry);
            }
        }
    }
}
