// Between JSON and the plain values of addressbook.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/addressbook.h"
#include "api/addressbook_document.h"
#include "api/json.h"
#include "api/json_writer.h"

namespace xcapd::api {

/// What null means where an attribute's text is expected.
enum class Nulls {
    dropped,  // in a body that a client makes: the attribute is not there
    kept,     // in one that was read here before: @nil
};

// Each REQUIRES a tree that its object in objects.h accepts. An absent id is empty.
Attributes attributes_of(const Json& body, Nulls nulls);  // a member of the body
ContactUri contact_uri_of(const Json& body, Nulls nulls);
Contact contact_of(const Json& body, Nulls nulls);
Group group_of(const Json& body, Nulls nulls);
Policy policy_of(const Json& body, Nulls nulls);

/// An id that nobody has: "id", microseconds, six digits, as Blink makes them.
std::string new_id();

void write(JsonWriter& out, const Contact& contact);
void write(JsonWriter& out, const Policy& policy);

/// Groups show their contacts, so it takes the document's to write one.
class GroupWriter {
  public:
    explicit GroupWriter(const AddressbookDocument& document);
    explicit GroupWriter(std::vector<Contact> contacts);
    void write(JsonWriter& out, const Group& group) const;
    bool has_contact(std::string_view id) const { return find(id) != nullptr; }

  private:
    const Contact* find(std::string_view id) const;
    std::vector<Contact> contacts_;  // by id
};

}  // namespace xcapd::api
