#include "api/values.h"

#include <algorithm>
#include <random>

#include "api/answers.h"
#include "base/clock.h"

namespace xcapd::api {
namespace {

std::string text_of(const Json& body, std::string_view name, std::string_view otherwise = {}) {
    const auto* value = member(body, name);
    return value == nullptr ? std::string(otherwise) : value->get<std::string>();
}

bool flag_of(const Json& body, std::string_view name) {
    const auto* value = member(body, name);
    return value != nullptr && value->get<bool>();
}

EventHandling handling_of(const Json& body, std::string_view name) {
    const auto* value = member(body, name);
    if (value == nullptr) return {};
    return {text_of(*value, "policy"), flag_of(*value, "subscribe")};
}

// Documents keep texts only.
std::string text_of_attribute(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (!value.is_binary()) return value.dump();
    const auto& number = value.get_binary();
    return std::string(number.begin(), number.end());
}

void write(JsonWriter& out, std::string_view name, const EventHandling& handling) {
    out.key(name);
    out.begin_object();
    out.member("policy", handling.policy);
    out.key("subscribe");
    out.boolean(handling.subscribe);
    out.end_object();
}

void write_attributes(JsonWriter& out, const Attributes& attributes) {
    out.key("attributes");
    out.begin_object();
    for (const auto& [name, text] : attributes) {
        out.key(name);
        if (text) {
            out.string(*text);
        } else {
            out.null();
        }
    }
    out.end_object();
}

void write(JsonWriter& out, const ContactUri& uri, bool with_default) {
    out.begin_object();
    out.member("id", uri.id);
    out.member("uri", uri.uri);
    out.key("type");
    if (uri.type) {
        out.string(*uri.type);
    } else {
        out.null();
    }
    write_attributes(out, uri.attributes);
    if (with_default) {
        out.key("default");
        out.boolean(uri.is_default);
    }
    out.end_object();
}

}  // namespace

Attributes attributes_of(const Json& body, Nulls nulls) {
    Attributes attributes;
    const auto* members = member(body, "attributes");
    if (members == nullptr) return attributes;
    for (const auto& [name, value] : members->get_ref<const Json::object_t&>()) {
        if (!value.is_null()) {
            attributes.emplace_back(name, text_of_attribute(value));
        } else if (nulls == Nulls::kept) {
            attributes.emplace_back(name, std::nullopt);
        }
    }
    return attributes;
}

ContactUri contact_uri_of(const Json& body, Nulls nulls) {
    ContactUri uri{text_of(body, "id"), text_of(body, "uri")};
    if (const auto* type = member(body, "type")) uri.type = type->get<std::string>();
    uri.attributes = attributes_of(body, nulls);
    uri.is_default = flag_of(body, "default");
    return uri;
}

Contact contact_of(const Json& body, Nulls nulls) {
    Contact contact{text_of(body, "id"), text_of(body, "name")};
    for (const auto& uri : *member(body, "uris"))
        contact.uris.push_back(contact_uri_of(uri, nulls));
    contact.dialog = handling_of(body, "dialog");
    contact.presence = handling_of(body, "presence");
    contact.attributes = attributes_of(body, nulls);
    return contact;
}

Group group_of(const Json& body, Nulls nulls) {
    Group group{text_of(body, "id"), text_of(body, "name")};
    if (const auto* contacts = member(body, "contacts"))
        for (const auto& contact : *contacts) group.contact_ids.push_back(text_of(contact, "id"));
    group.attributes = attributes_of(body, nulls);
    return group;
}

Policy policy_of(const Json& body, Nulls nulls) {
    Policy policy{text_of(body, "id"), text_of(body, "name"), text_of(body, "uri")};
    policy.dialog = handling_of(body, "dialog");
    policy.presence = handling_of(body, "presence");
    policy.attributes = attributes_of(body, nulls);
    return policy;
}

std::string new_id() {
    static thread_local std::mt19937 random(std::random_device{}());
    static thread_local std::int64_t last = 0;
    last = std::max(last + 1, unix_microseconds());  // many in one request
    const int digits = std::uniform_int_distribution<int>(0, 999'999)(random);
    return "id" + std::to_string(last) + std::to_string(1'000'000 + digits).substr(1);
}

void write(JsonWriter& out, const Contact& contact) {
    out.begin_object();
    out.member("id", contact.id);
    out.member("name", contact.name);
    out.key("uris");
    out.begin_array();
    const ContactUri* chosen = nullptr;
    for (const auto& uri : contact.uris) {
        write(out, uri, /*with_default=*/true);
        if (uri.is_default) chosen = &uri;
    }
    out.end_array();
    write(out, "dialog", contact.dialog);
    write(out, "presence", contact.presence);
    write_attributes(out, contact.attributes);
    out.key("default_uri");
    if (chosen != nullptr) {
        write(out, *chosen, /*with_default=*/false);
    } else {
        out.null();
    }
    out.end_object();
}

void write(JsonWriter& out, const Policy& policy) {
    out.begin_object();
    out.member("id", policy.id);
    out.member("name", policy.name);
    out.member("uri", policy.uri);
    write(out, "dialog", policy.dialog);
    write(out, "presence", policy.presence);
    write_attributes(out, policy.attributes);
    out.end_object();
}

GroupWriter::GroupWriter(const AddressbookDocument& document) : GroupWriter(document.contacts()) {}

GroupWriter::GroupWriter(std::vector<Contact> contacts) : contacts_(std::move(contacts)) {
    std::stable_sort(contacts_.begin(), contacts_.end(),
                     [](const Contact& a, const Contact& b) { return a.id < b.id; });
}

const Contact* GroupWriter::find(std::string_view id) const {
    const auto found =
        std::lower_bound(contacts_.begin(), contacts_.end(), id,
                         [](const Contact& a, std::string_view b) { return a.id < b; });
    return found != contacts_.end() && found->id == id ? &*found : nullptr;
}

void GroupWriter::write(JsonWriter& out, const Group& group) const {
    out.begin_object();
    out.member("id", group.id);
    out.member("name", group.name);
    write_attributes(out, group.attributes);
    out.key("contacts");
    out.begin_array();
    for (const auto& id : group.contact_ids)
        if (const auto* contact = find(id); contact != nullptr && out.size() <= most_answer)
            api::write(out, *contact);
    out.end_array();
    out.end_object();
}

}  // namespace xcapd::api
