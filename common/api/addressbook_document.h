// The addressbook inside a resource-lists document: read from its elements, changed by splices that
// leave every byte outside the touched contact, group or policy, and outside the derived lists,
// what and where it was.
//
// A phone's entries, foreign lists, comments and extension elements stay, those inside a touched
// element included. After each change the lists that Blink derives from contacts and policies
// (oma_grantedcontacts, oma_blockedcontacts, dialog_grantedcontacts, dialog_blockedcontacts,
// sipsimple_presence_rls, sipsimple_dialog_rls) say what the addressbook says; a list that does not
// change is not touched. Groups count in none of them, so their changes leave all lists alone.
//
// Order says nothing to a client: what stays keeps its place, what is new comes behind it. White
// space that indents an element comes and goes with it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/addressbook.h"
#include "xml/document.h"

namespace xcapd::api {

class AddressbookDocument {
  public:
    /// The lists that a client makes at its first start, all of them empty.
    static std::string fresh();

    /// `document` outlives this. Where it has no addressbook, there is an empty one.
    explicit AddressbookDocument(const xml::Document& document);

    Addressbook all() const;
    std::vector<Contact> contacts() const;
    std::vector<Group> groups() const;
    std::vector<Policy> policies() const;
    std::optional<Contact> contact(std::string_view id) const;
    std::optional<Group> group(std::string_view id) const;
    std::optional<Policy> policy(std::string_view id) const;

    // Each returns the bytes of the document after the change; equal to its bytes where there is
    // nothing to change. Linear in the document. Text is escaped here; REQUIRES that it consists of
    // characters that XML allows.
    /// Adds it at the end, or changes the one of this id.
    std::string with(const Contact& contact) const;
    std::string with(const Group& group) const;
    std::string with(const Policy& policy) const;
    /// Groups lose it too.
    std::string without_contact(std::string_view id) const;
    std::string without_group(std::string_view id) const;
    std::string without_policy(std::string_view id) const;
    /// An import: what is in `addressbook` and nothing else. What it has unchanged is not touched.
    std::string with_all(Addressbook addressbook) const;

  private:
    const xml::Document& document_;
};

}  // namespace xcapd::api
