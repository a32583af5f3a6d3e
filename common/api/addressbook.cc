#include <unordered_map>
#include <unordered_set>

#include "api/answers.h"
#include "api/handlers.h"
#include "api/stored_document.h"
#include "api/value_changes.h"
#include "api/values.h"
#include "base/keyed_hash.h"
#include "xml/document.h"

namespace xcapd::api {
namespace {

template <class Values, class Write>
void write_list(JsonWriter& out, std::string_view name, const Values& values, Write write_one) {
    out.key(name);
    out.begin_array();
    for (const auto& value : values)
        if (out.size() <= most_answer) write_one(value);
    out.end_array();
}

std::string text_of(const Addressbook& book) {
    JsonWriter out;
    const GroupWriter groups(book.contacts);
    out.begin_object();
    write_list(out, "contacts", book.contacts, [&](const Contact& c) { write(out, c); });
    write_list(out, "groups", book.groups, [&](const Group& g) { groups.write(out, g); });
    write_list(out, "policies", book.policies, [&](const Policy& p) { write(out, p); });
    out.end_object();
    return out.take();
}

// What was exported comes back as it was: ids and null included.
Addressbook addressbook_of(const Json& body, const std::vector<Contact>& before) {
    std::unordered_map<std::string_view, const Contact*, KeyedHash> known;
    for (const auto& contact : before) known.emplace(contact.id, &contact);
    Addressbook book;
    std::unordered_set<std::string, KeyedHash> ids;
    for (const auto& item : *member(body, "contacts")) {
        auto contact = contact_of(item, Nulls::kept);
        if (contact.id.empty()) contact.id = new_id();
        const auto old = known.find(contact.id);
        settle_ids(contact.uris,
                   old == known.end() ? std::vector<ContactUri>() : old->second->uris);
        ids.insert(contact.id);
        book.contacts.push_back(std::move(contact));
    }
    for (const auto& item : *member(body, "groups")) {
        auto group = group_of(item, Nulls::kept);
        if (group.id.empty()) group.id = new_id();
        std::unordered_set<std::string, KeyedHash> members;
        std::erase_if(group.contact_ids, [&](const std::string& id) {
            return ids.count(id) == 0 || !members.insert(id).second;
        });
        book.groups.push_back(std::move(group));
    }
    for (const auto& item : *member(body, "policies")) {
        auto policy = policy_of(item, Nulls::kept);
        if (policy.id.empty()) policy.id = new_id();
        book.policies.push_back(std::move(policy));
    }
    return book;
}

}  // namespace

http::Response read_addressbook(const Call& call, const Json&) {
    return read_addressbook_with(
        call, [](const AddressbookDocument& book) { return shown(text_of(book.all())); });
}

http::Response import_addressbook(const Call& call, const Json& body) {
    return change_addressbook(call, [&](const AddressbookDocument& book) -> Decision {
        auto bytes = book.with_all(addressbook_of(body, book.contacts()));
        // What stays keeps its place in the document, so the answer is read from there.
        const auto after = DocumentAccess::parse_stored(bytes);
        auto text = after ? text_of(AddressbookDocument(*after).all()) : std::string();
        return Edit{std::move(bytes),
                    written(call.http(), "api-addressbook-imported", std::move(text))};
    });
}

}  // namespace xcapd::api
