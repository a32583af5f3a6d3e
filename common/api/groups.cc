#include <algorithm>
#include <unordered_set>

#include "api/collection.h"
#include "api/handlers.h"
#include "base/keyed_hash.h"

namespace xcapd::api {
namespace {

// Each contact once, and only contacts.
void keep_known(const AddressbookDocument& book, Group& group) {
    std::unordered_set<std::string, KeyedHash> wanted;
    for (const auto& contact : book.contacts()) wanted.insert(contact.id);
    std::erase_if(group.contact_ids, [&](const std::string& id) { return wanted.erase(id) == 0; });
}

struct Groups {
    using Value = Group;
    static constexpr std::string_view title = "Group";
    using Writer = GroupWriter;

    static auto all(const AddressbookDocument& book) { return book.groups(); }
    static auto find(const AddressbookDocument& book, std::string_view id) {
        return book.group(id);
    }
    static auto without(const AddressbookDocument& book, std::string_view id) {
        return book.without_group(id);
    }
    static Group of(const Json& body, Nulls nulls) { return group_of(body, nulls); }
    // Without a list of members the members stay.
    static void settle(const AddressbookDocument& book, Group& group, const Group* before,
                       const Json& body) {
        if (before != nullptr && member(body, "contacts") == nullptr)
            group.contact_ids = before->contact_ids;
        complete(book, group, before);
    }
    static void complete(const AddressbookDocument& book, Group& group, const Group* before) {
        keep_known(book, group);
        if (before != nullptr) keep_order(group.contact_ids, before->contact_ids);
    }
};

}  // namespace

http::Response get_groups(const Call& call, const Json&) { return get_list<Groups>(call); }
http::Response add_group(const Call& call, const Json& body) { return add<Groups>(call, body); }
http::Response get_group(const Call& call, const Json&) { return get_one<Groups>(call); }
http::Response update_group(const Call& call, const Json& body) {
    return update<Groups>(call, body);
}
http::Response patch_group(const Call& call, const Json& body) { return patch<Groups>(call, body); }
http::Response delete_group(const Call& call, const Json&) { return remove<Groups>(call); }

http::Response add_group_member(const Call& call, const Json& body) {
    return change_addressbook(call, [&](const AddressbookDocument& book) -> Decision {
        auto group = book.group(call.id());
        if (!group) return not_found("Group");
        const auto id = member(body, "id")->get<std::string>();
        if (!book.contact(id)) return not_found("Contact");
        if (std::find(group->contact_ids.begin(), group->contact_ids.end(), id) !=
            group->contact_ids.end())
            return error(http::Status::conflict, "api-member-exists", "Contact already in group");
        group->contact_ids.push_back(id);
        auto done = written(call.http(), "api-member-added", text_of<Groups>(book, *group));
        return Edit{book.with(*group), std::move(done)};
    });
}

http::Response delete_group_member(const Call& call, const Json&) {
    return change_addressbook(call, [&](const AddressbookDocument& book) -> Decision {
        auto group = book.group(call.id());
        if (!group) return not_found("Group");
        if (std::erase(group->contact_ids, call.member_id()) == 0) return not_found("Contact");
        return Edit{book.with(*group), no_content("api-member-removed")};
    });
}

}  // namespace xcapd::api
