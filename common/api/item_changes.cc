#include "api/item_changes.h"

#include <unordered_map>

#include "api/addressbook_elements.h"
#include "api/addressbook_reader.h"
#include "api/children_changes.h"
#include "usages/children.h"
#include "xml/escape.h"
#include "xml/text_content.h"

namespace xcapd::api {
namespace {

using xml::Document;
using xml::ElementId;
using xml::no_element;

std::string_view key_of(const ContactUri& uri) { return uri.id; }
std::string_view key_of(const Attributes::value_type& attribute) { return attribute.first; }
std::string_view key_of(const std::string& contact_id) { return contact_id; }

void write_item(ElementWriter& writer, const ContactUri& uri) { write_uri(writer, uri); }
void write_item(ElementWriter& writer, const Attributes::value_type& attribute) {
    write_attribute(writer, attribute);
}
void write_item(ElementWriter& writer, const std::string& contact_id) {
    writer.element(contact_id_name, contact_id);
}

// The parts of one element, asked for in the order in which its schema wants them: one that is
// missing comes behind the one before it.
class Parts {
  public:
    Parts(const Document& document, ElementId element, xml::Splices& splices)
        : document_(document), element_(element), splices_(splices), new_(document, element) {}

    void attribute(std::string_view name, std::string_view value) {
        set_attribute(element_, name, value);
    }
    void attribute(std::string_view name, const std::optional<std::string>& value) {
        if (value) return set_attribute(element_, name, *value);
        remove_attribute(element_, name);
    }
    void text(const ElementName& name, std::string_view before, std::string_view after);
    void event(const ElementName& name, const EventHandling& before, const EventHandling& after);
    void uris(const std::vector<ContactUri>& before, const std::vector<ContactUri>& after);
    void members(const std::vector<std::string>& before, const std::vector<std::string>& after,
                 const ClientTexts& contacts);
    void attributes(const Attributes& before, const Attributes& after);
    void finish() { new_.put_into(splices_); }

  private:
    // The part of this name, if there is one. What is new comes behind it, or where it is missing.
    ElementId find(const ElementName& name) {
        const auto part = find_child(document_, element_, name);
        if (part != no_element) previous_ = part;
        return part;
    }
    template <class Write>
    void add(Write write) {
        ElementWriter writer(document_, element_);
        write(writer);
        new_.add_behind(previous_, writer.take());
    }

    // Makes the children of `holder` those of `items`. `key_at` gives a child's key, or nothing
    // where it is none of ours; `keep` changes one that stays, `goes` says which keys may go.
    template <class Item, class KeyAt, class Keep, class Goes>
    void match_children(ElementId holder, const std::vector<Item>& items, KeyAt key_at, Keep keep,
                        Goes goes);

    void set_attribute(ElementId element, std::string_view name, std::string_view value) {
        if (!has_attribute(document_, element, name) ||
            attribute_value(document_, element, name) != value)
            splices_.set_attribute(element, {true, {}, std::string(name)}, xml::escape(value));
    }
    void remove_attribute(ElementId element, std::string_view name) {
        if (const auto* old = document_.attribute(document_.element(element), name))
            splices_.remove_attribute(*old);
    }
    void change_default(ElementId holder, const std::vector<ContactUri>& before,
                        const std::vector<ContactUri>& after);
    void change_value(ElementId element, const std::optional<std::string>& value);

    const Document& document_;
    ElementId element_;
    xml::Splices& splices_;
    NewChildren new_;
    ElementId previous_ = no_element;
};

template <class Item, class KeyAt, class Keep, class Goes>
void Parts::match_children(ElementId holder, const std::vector<Item>& items, KeyAt key_at,
                           Keep keep, Goes goes) {
    struct Wanted {
        const Item* item;
        bool is_there = false;
    };
    std::unordered_map<std::string_view, Wanted, KeyedHash> wanted;
    for (const auto& item : items) wanted.try_emplace(key_of(item), Wanted{&item});
    for_each_child(document_, holder, [&](ElementId child) {
        const std::optional<std::string> key = key_at(child);
        if (!key) return;
        const auto found = wanted.find(*key);
        if (found == wanted.end()) {
            if (goes(*key)) remove_child(document_, child, splices_);
        } else if (!found->second.is_there) {
            found->second.is_there = true;
            keep(child, *found->second.item);
        }
    });
    NewChildren added(document_, holder);
    ElementWriter writer(document_, holder);
    for (const auto& item : items) {
        auto& one = wanted.at(key_of(item));
        if (one.is_there) continue;
        one.is_there = true;
        write_item(writer, item);
        added.add_last(writer.take());
    }
    added.put_into(splices_);
}

void Parts::text(const ElementName& name, std::string_view before, std::string_view after) {
    const auto part = find(name);
    if (before == after) return;
    if (part != no_element) return set_text(document_, part, after, splices_);
    add([&](ElementWriter& writer) { writer.element(name, after); });
}

void Parts::event(const ElementName& name, const EventHandling& before,
                  const EventHandling& after) {
    const auto part = find(name);
    if (before == after) return;
    if (part == no_element)
        return add([&](ElementWriter& writer) { write_event(writer, name, after); });
    Parts words(document_, part, splices_);
    words.text(policy_name, before.policy, after.policy);
    words.text(subscribe_name, word_of(before.subscribe), word_of(after.subscribe));
    words.finish();
}

void Parts::uris(const std::vector<ContactUri>& before, const std::vector<ContactUri>& after) {
    const auto part = find(uris_name);
    if (before == after) return;
    if (part == no_element) return add([&](ElementWriter& writer) { write_uris(writer, after); });
    change_default(part, before, after);
    std::unordered_map<std::string_view, const ContactUri*, KeyedHash> old;
    for (const auto& uri : before) old.emplace(uri.id, &uri);
    match_children(
        part, after,
        [&](ElementId child) -> std::optional<std::string> {
            if (!is_uri(document_, child)) return std::nullopt;
            return std::string(attribute_value(document_, child, "id"));
        },
        [&](ElementId child, const ContactUri& uri) {
            Parts parts(document_, child, splices_);
            parts.attribute("uri", std::string_view(uri.uri));
            parts.attribute("type", uri.type);
            parts.attributes(old.at(uri.id)->attributes, uri.attributes);
            parts.finish();
        },
        [](std::string_view) { return true; });
}

// A default that names none of the URIs stays, as long as none of the new ones has that id.
void Parts::change_default(ElementId holder, const std::vector<ContactUri>& before,
                           const std::vector<ContactUri>& after) {
    if (const auto* chosen = default_of(after)) return set_attribute(holder, "default", chosen->id);
    const auto old = attribute_value(document_, holder, "default");
    for (const auto* uris : {&before, &after})
        for (const auto& uri : *uris)
            if (uri.id == old) return remove_attribute(holder, "default");
}

void Parts::members(const std::vector<std::string>& before, const std::vector<std::string>& after,
                    const ClientTexts& contacts) {
    const auto part = find(contacts_name);
    if (before == after) return;
    if (part == no_element)
        return add([&](ElementWriter& writer) { write_members(writer, after); });
    match_children(
        part, after,
        [&](ElementId child) -> std::optional<std::string> {
            if (!has_name(document_, document_.element(child), contact_id_name))
                return std::nullopt;
            return xml::own_text(document_, child);
        },
        [](ElementId, const std::string&) {},
        [&](std::string_view id) { return contacts.contains(id); });
}

void Parts::attributes(const Attributes& before, const Attributes& after) {
    const auto part = find(attributes_name);
    if (before == after) return;
    if (part == no_element)
        return add([&](ElementWriter& writer) { write_attributes(writer, after); });
    match_children(
        part, after,
        [&](ElementId child) -> std::optional<std::string> {
            if (!is_attribute(document_, child)) return std::nullopt;
            return std::string(attribute_value(document_, child, "name"));
        },
        [&](ElementId child, const Attributes::value_type& attribute) {
            change_value(child, attribute.second);
        },
        [](std::string_view) { return true; });
}

void Parts::change_value(ElementId element, const std::optional<std::string>& value) {
    const auto before = read_attribute(document_, element);
    if (before == value) return;
    if (!value) {
        set_attribute(element, "nil", "true");
    } else if (!before) {
        remove_attribute(element, "nil");
    }
    const auto text = value.value_or("");
    if (xml::own_text(document_, element) != text) set_text(document_, element, text, splices_);
}

}  // namespace

void change(const Document& document, ElementId element, const Contact& before,
            const Contact& after, xml::Splices& splices) {
    Parts parts(document, element, splices);
    parts.text(name_name, before.name, after.name);
    parts.uris(before.uris, after.uris);
    parts.event(dialog_name, before.dialog, after.dialog);
    parts.event(presence_name, before.presence, after.presence);
    parts.attributes(before.attributes, after.attributes);
    parts.finish();
}

void change(const Document& document, ElementId element, const Policy& before, const Policy& after,
            xml::Splices& splices) {
    Parts parts(document, element, splices);
    parts.attribute("uri", std::string_view(after.uri));
    parts.text(name_name, before.name, after.name);
    parts.event(dialog_name, before.dialog, after.dialog);
    parts.event(presence_name, before.presence, after.presence);
    parts.attributes(before.attributes, after.attributes);
    parts.finish();
}

void change(const Document& document, ElementId element, const Group& before, const Group& after,
            const ClientTexts& contacts, xml::Splices& splices) {
    Parts parts(document, element, splices);
    parts.text(name_name, before.name, after.name);
    parts.members(before.contact_ids, after.contact_ids, contacts);
    parts.attributes(before.attributes, after.attributes);
    parts.finish();
}

}  // namespace xcapd::api
