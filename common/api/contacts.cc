#include <algorithm>

#include "api/collection.h"
#include "api/handlers.h"
#include "api/query.h"

namespace xcapd::api {
namespace {

struct Contacts {
    using Value = Contact;
    static constexpr std::string_view title = "Contact";

    struct Writer {
        explicit Writer(const AddressbookDocument&) {}
        void write(JsonWriter& out, const Contact& contact) const { api::write(out, contact); }
    };

    static auto all(const AddressbookDocument& book) { return book.contacts(); }
    static auto find(const AddressbookDocument& book, std::string_view id) {
        return book.contact(id);
    }
    static auto without(const AddressbookDocument& book, std::string_view id) {
        return book.without_contact(id);
    }
    static Contact of(const Json& body, Nulls nulls) { return contact_of(body, nulls); }
    static void settle(const AddressbookDocument&, Contact& contact, const Contact* before,
                       const Json&) {
        drop_repeats(contact.uris);
        settle_ids(contact.uris, before == nullptr ? std::vector<ContactUri>() : before->uris);
    }
    static void complete(const AddressbookDocument&, Contact&, const Contact*) {}
};

bool holds(const Contact& contact, const std::string& word) {
    if (folded(contact.name).find(word) != std::string::npos) return true;
    return std::any_of(contact.uris.begin(), contact.uris.end(), [&](const ContactUri& uri) {
        return folded(uri.uri).find(word) != std::string::npos;
    });
}

// One value of a query: what parts values is data here.
std::string encoded_word(const std::string& word) {
    std::string out;
    for (const char c : percent_encode_segment(word)) {
        switch (c) {
            case '&': out += "%26"; break;
            case '+': out += "%2B"; break;
            case '=': out += "%3D"; break;
            case ',': out += "%2C"; break;
            default: out += c;
        }
    }
    return out;
}

// RFC 8288: where the pages before and behind this one are.
std::string links_of(const Call& call, const Query& query, std::size_t offset, std::size_t limit,
                     std::size_t total) {
    const auto& target = call.http().target;
    std::string page = "<" + target.substr(0, target.find('?')) + "?";
    if (query.has("q")) page += "q=" + encoded_word(query.text("q")) + "&";
    const auto link = [&](std::size_t first, std::size_t count, std::string_view rel) {
        return page + "limit=" + std::to_string(count) + "&offset=" + std::to_string(first) +
               ">; rel=\"" + std::string(rel) + "\"";
    };
    std::vector<std::string> links;
    const auto end = std::min(offset, total);  // of what lies before
    const auto count = std::min(end, limit);
    if (count > 0) links.push_back(link(end - count, count, "prev"));
    if (offset + limit < total) links.push_back(link(offset + limit, limit, "next"));
    return ascii::joined(links);
}

}  // namespace

http::Response get_contacts(const Call& call, const Json&) {
    Faults faults;
    const Query query(call.route, call.http().target, faults);
    if (!faults.empty()) return unprocessable(std::move(faults));
    return read_addressbook_with(call, [&](const AddressbookDocument& book) {
        auto contacts = book.contacts();
        if (const auto word = folded(query.text("q")); !word.empty())
            std::erase_if(contacts, [&](const Contact& contact) { return !holds(contact, word); });
        const auto total = contacts.size();
        const auto offset = query.number("offset", 0);
        const auto limit = query.number("limit", total);
        const auto first = std::min(offset, total);
        const auto count = std::min(limit, total - first);
        auto response = shown(
            list_of<Contacts>(book, std::span<const Contact>(contacts).subspan(first, count)));
        response.add("X-Total-Count", std::to_string(total));
        if (query.has("limit"))
            if (auto links = links_of(call, query, offset, limit, total); !links.empty())
                response.add("Link", std::move(links));
        return response;
    });
}

http::Response add_contact(const Call& call, const Json& body) { return add<Contacts>(call, body); }
http::Response get_contact(const Call& call, const Json&) { return get_one<Contacts>(call); }
http::Response update_contact(const Call& call, const Json& body) {
    return update<Contacts>(call, body);
}
http::Response patch_contact(const Call& call, const Json& body) {
    return patch<Contacts>(call, body);
}
http::Response delete_contact(const Call& call, const Json&) { return remove<Contacts>(call); }

}  // namespace xcapd::api
