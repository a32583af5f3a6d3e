// The addressbook as the JSON API shows it: contacts, groups and policies (FACTS: OpenXCAP's API).
//
// Plain values between the document (addressbook_document.h), which knows XML and no JSON, and the
// handlers, which know JSON and no XML.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace xcapd::api {

/// In the document's order; nothing: @nil, which JSON shows as null.
using Attributes = std::vector<std::pair<std::string, std::optional<std::string>>>;

/// How a subscription of the other side is answered, and whether we subscribe.
struct EventHandling {
    std::string policy = "default";  // allow, block or default
    bool subscribe = false;

    bool operator==(const EventHandling&) const = default;
};

struct ContactUri {
    std::string id;
    std::string uri;
    std::optional<std::string> type = {};
    Attributes attributes = {};
    bool is_default = false;  // of a contact's URIs, at most one is

    bool operator==(const ContactUri&) const = default;
};

struct Contact {
    std::string id;
    std::string name;
    std::vector<ContactUri> uris = {};
    EventHandling dialog = {};
    EventHandling presence = {};
    Attributes attributes = {};

    bool operator==(const Contact&) const = default;
};

struct Group {
    std::string id;
    std::string name;
    std::vector<std::string> contact_ids = {};
    Attributes attributes = {};

    bool operator==(const Group&) const = default;
};

/// What somebody may who is no contact.
struct Policy {
    std::string id;
    std::string name;
    std::string uri;
    EventHandling dialog = {};
    EventHandling presence = {};
    Attributes attributes = {};

    bool operator==(const Policy&) const = default;
};

struct Addressbook {
    std::vector<Contact> contacts = {};
    std::vector<Group> groups = {};
    std::vector<Policy> policies = {};

    bool operator==(const Addressbook&) const = default;
};

}  // namespace xcapd::api
