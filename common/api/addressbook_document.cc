#include "api/addressbook_document.h"

#include <algorithm>
#include <unordered_map>

#include "api/addressbook_elements.h"
#include "api/addressbook_reader.h"
#include "api/item_changes.h"
#include "api/presence_lists.h"
#include "usages/children.h"

namespace xcapd::api {
namespace {

using xml::Document;
using xml::ElementId;
using xml::no_element;

template <class Item>
std::vector<Item> values_of(const std::vector<Found<Item>>& found) {
    std::vector<Item> values;
    values.reserve(found.size());
    for (const auto& one : found) values.push_back(one.value);
    return values;
}

// A whole list is read for most answers, so what is not needed twice is not copied.
template <class Item>
std::vector<Item> values_of(std::vector<Found<Item>>&& found) {
    std::vector<Item> values;
    values.reserve(found.size());
    for (auto& one : found) values.push_back(std::move(one.value));
    return values;
}

Addressbook values_of(const FoundAddressbook& found) {
    return {values_of(found.contacts), values_of(found.groups), values_of(found.policies)};
}

template <class Item>
void put(std::vector<Item>& items, const Item& item) {
    const auto old = std::find_if(items.begin(), items.end(),
                                  [&](const Item& other) { return other.id == item.id; });
    if (old == items.end()) {
        items.push_back(item);
    } else {
        *old = item;
    }
}

template <class Item>
void drop(std::vector<Item>& items, std::string_view id) {
    std::erase_if(items, [&](const Item& item) { return item.id == id; });
}

// Makes the items of one kind in the list those of `target`. RETURNS the new ones.
template <class Item, class Edit>
std::vector<const Item*> match(const Document& document, ElementId list,
                               const std::vector<Found<Item>>& found,
                               const std::vector<Item>& target,
                               bool (*is_item)(const Document&, ElementId), Edit edit,
                               xml::Splices& splices) {
    std::unordered_map<std::string_view, const Item*, KeyedHash> wanted;
    for (const auto& item : target) wanted.emplace(item.id, &item);
    ClientTexts there;
    for (const auto& [element, item] : found) {
        const auto after = wanted.find(item.id);
        if (after == wanted.end()) continue;
        there.insert(item.id);
        if (item != *after->second) edit(element, item, *after->second);
    }
    // Others of an id that goes, which nobody has seen yet, go with it.
    if (list != no_element)
        for_each_child(document, list, [&](ElementId child) {
            if (is_item(document, child) &&
                !wanted.contains(attribute_value(document, child, "id")))
                remove_child(document, child, splices);
        });
    std::vector<const Item*> added;
    for (const auto& item : target)
        if (there.insert(item.id).second) added.push_back(&item);
    return added;
}

// The document with another addressbook: what `edit` makes of its own.
template <class Edit>
std::string edited(const Document& document, Edit edit_addressbook) {
    const auto list = find_list(document, addressbook_list);
    const auto found = read_addressbook(document, list);
    auto target = values_of(found);
    edit_addressbook(target);
    drop_unknown_members(target.groups, target.contacts);
    xml::Splices splices(document);
    const auto edit = [&](ElementId element, const auto& before, const auto& after) {
        change(document, element, before, after, splices);
    };
    const auto contacts =
        match(document, list, found.contacts, target.contacts, is_contact, edit, splices);
    const auto policies =
        match(document, list, found.policies, target.policies, is_policy, edit, splices);
    NewChildren new_lists(document, 0);
    // Groups do not count in them.
    if (!splices.empty() || !contacts.empty() || !policies.empty())
        change_presence_lists(document, target, new_lists, splices);

    ClientTexts ids;  // before and after
    for (const auto& one : found.contacts) ids.insert(one.value.id);
    for (const auto& contact : target.contacts) ids.insert(contact.id);
    const auto groups = match(
        document, list, found.groups, target.groups, is_group,
        [&](ElementId element, const Group& before, const Group& after) {
            change(document, element, before, after, ids, splices);
        },
        splices);

    const auto for_each_new = [&](auto write_one) {
        for (const auto* contact : contacts) write_one(*contact);
        for (const auto* group : groups) write_one(*group);
        for (const auto* policy : policies) write_one(*policy);
    };
    const bool has_new = !contacts.empty() || !groups.empty() || !policies.empty();
    if (list != no_element) {
        NewChildren items(document, list);
        ElementWriter writer(document, list);
        for_each_new([&](const auto& item) {
            write(writer, item);
            items.add_last(writer.take());
        });
        items.put_into(splices);
    } else if (has_new) {
        ElementWriter writer(document, 0);
        writer.open(list_name);
        writer.attribute("name", addressbook_list);
        for_each_new([&](const auto& item) { write(writer, item); });
        writer.close();
        new_lists.add_last(writer.take());
    }
    new_lists.put_into(splices);
    return splices.applied();
}

// The first item of this id, without reading the others.
template <class Item>
std::optional<Item> find_item(const Document& document, std::string_view id,
                              bool (*is_item)(const Document&, ElementId),
                              Item (*read)(const Document&, ElementId)) {
    const auto list = find_list(document, addressbook_list);
    if (list == no_element) return std::nullopt;
    for (auto child = xml::first_child(document, list); child != no_element;
         child = xml::next_sibling(document, child))
        if (is_item(document, child) && attribute_value(document, child, "id") == id)
            return read(document, child);
    return std::nullopt;
}

}  // namespace

// Without oma_allcontacts: Blink makes it where it is missing, with references to other lists by
// their URIs, and would take an empty one for made.
std::string AddressbookDocument::fresh() {
    std::string lists;
    for (const std::string_view name :
         {"oma_buddylist", "oma_grantedcontacts", "oma_blockedcontacts", "dialog_grantedcontacts",
          "dialog_blockedcontacts", "sipsimple_presence_rls", "sipsimple_dialog_rls"})
        lists += "  <rl:list name=\"" + std::string(name) + "\"/>\n";
    const auto declaration = [](std::string_view prefix, std::string_view ns) {
        return " xmlns:" + std::string(prefix) + "=\"" + std::string(ns) + "\"";
    };
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rl:resource-lists" +
           declaration("rl", resource_lists_namespace) +
           declaration("addressbook", addressbook_namespace) +
           declaration("sipsimple", sipsimple_namespace) + ">\n" + lists + "  <rl:list name=\"" +
           std::string(addressbook_list) + "\"/>\n</rl:resource-lists>\n";
}

AddressbookDocument::AddressbookDocument(const Document& document) : document_(document) {}

Addressbook AddressbookDocument::all() const {
    auto found = read_addressbook(document_, find_list(document_, addressbook_list));
    Addressbook book{values_of(std::move(found.contacts)), values_of(std::move(found.groups)),
                     values_of(std::move(found.policies))};
    drop_unknown_members(book.groups, book.contacts);
    return book;
}

std::vector<Contact> AddressbookDocument::contacts() const { return all().contacts; }
std::vector<Group> AddressbookDocument::groups() const { return all().groups; }
std::vector<Policy> AddressbookDocument::policies() const { return all().policies; }

std::optional<Contact> AddressbookDocument::contact(std::string_view id) const {
    return find_item(document_, id, is_contact, read_contact);
}

std::optional<Group> AddressbookDocument::group(std::string_view id) const {
    for (auto& group : groups())
        if (group.id == id) return std::move(group);
    return std::nullopt;
}

std::optional<Policy> AddressbookDocument::policy(std::string_view id) const {
    return find_item(document_, id, is_policy, read_policy);
}

std::string AddressbookDocument::with(const Contact& contact) const {
    return edited(document_, [&](Addressbook& book) { put(book.contacts, contact); });
}

std::string AddressbookDocument::with(const Group& group) const {
    return edited(document_, [&](Addressbook& book) { put(book.groups, group); });
}

std::string AddressbookDocument::with(const Policy& policy) const {
    return edited(document_, [&](Addressbook& book) { put(book.policies, policy); });
}

std::string AddressbookDocument::without_contact(std::string_view id) const {
    return edited(document_, [&](Addressbook& book) { drop(book.contacts, id); });
}

std::string AddressbookDocument::without_group(std::string_view id) const {
    return edited(document_, [&](Addressbook& book) { drop(book.groups, id); });
}

std::string AddressbookDocument::without_policy(std::string_view id) const {
    return edited(document_, [&](Addressbook& book) { drop(book.policies, id); });
}

std::string AddressbookDocument::with_all(Addressbook addressbook) const {
    return edited(document_, [&](Addressbook& book) { book = std::move(addressbook); });
}

}  // namespace xcapd::api
