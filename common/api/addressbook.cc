#include <unordered_map>
#include <unordered_set>

#include "api/answers.h"
#include "api/handlers.h"
#include "api/least_size.h"
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

// The bytes that a document has left for what comes into it.
class Room {
  public:
    explicit Room(std::size_t bytes) : left_(bytes) {}
    // Whether the next `bytes` still fit.
    bool takes(std::size_t bytes) {
        if (bytes > left_) return false;
        left_ -= bytes;
        return true;
    }

  private:
    std::size_t left_;
};

template <class Item>
auto by_id(const std::vector<Item>& items) {
    std::unordered_map<std::string_view, const Item*, KeyedHash> known;
    for (const auto& item : items) known.emplace(item.id, &item);
    return known;
}

// What was exported comes back as it was: ids and null included. RETURNS nothing where it cannot
// fit into `most` bytes.
std::optional<Addressbook> addressbook_of(const Json& body, const Addressbook& before,
                                          std::size_t most) {
    Room room(most);
    Addressbook book;
    std::unordered_set<std::string, KeyedHash> ids;
    const auto contacts = by_id(before.contacts);
    for (const auto& item : *member(body, "contacts")) {
        auto contact = contact_of(item, Nulls::kept);
        if (contact.id.empty()) contact.id = new_id();
        const auto old = contacts.find(contact.id);
        const bool is_new = old == contacts.end();
        settle_ids(contact.uris, is_new ? std::vector<ContactUri>() : old->second->uris);
        if (!room.takes(least_size(contact, is_new))) return std::nullopt;
        ids.insert(contact.id);
        book.contacts.push_back(std::move(contact));
    }
    const auto groups = by_id(before.groups);
    for (const auto& item : *member(body, "groups")) {
        auto group = group_of(item, Nulls::kept);
        if (group.id.empty()) group.id = new_id();
        std::unordered_set<std::string, KeyedHash> members;
        std::erase_if(group.contact_ids, [&](const std::string& id) {
            return ids.count(id) == 0 || !members.insert(id).second;
        });
        if (!room.takes(least_size(group, !groups.contains(group.id)))) return std::nullopt;
        book.groups.push_back(std::move(group));
    }
    const auto policies = by_id(before.policies);
    for (const auto& item : *member(body, "policies")) {
        auto policy = policy_of(item, Nulls::kept);
        if (policy.id.empty()) policy.id = new_id();
        if (!room.takes(least_size(policy, !policies.contains(policy.id)))) return std::nullopt;
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
        const auto most = call.access.max_size();
        auto wanted = addressbook_of(body, book.all(), most);
        if (!wanted) return TooLarge();
        auto bytes = book.with_all(std::move(*wanted));
        if (bytes.size() > most) return TooLarge();
        // What stays keeps its place in the document, so the answer is read from there.
        const auto after = DocumentAccess::parse_stored(bytes);
        auto text = after ? text_of(AddressbookDocument(*after).all()) : std::string();
        return Edit{std::move(bytes),
                    written(call.http(), "api-addressbook-imported", std::move(text))};
    });
}

}  // namespace xcapd::api
