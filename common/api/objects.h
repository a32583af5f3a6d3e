// The JSON objects of the API, one table of fields each: what a body is held against
// (validation.h) and what the description shows (openapi.h). Names are OpenXCAP's.
//
// A new field is a row in objects.cc, and where it is kept, in values.cc.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "api/formats.h"
#include "api/json.h"

namespace xcapd::api {

class Faults;
class Location;
struct Object;

enum class Type {
    string,
    boolean,
    object,      // `of`
    list,        // of objects `of`
    attributes,  // names with texts, numbers, booleans or null
    location,    // where a fault is: a list of names and indexes; answers only
};

struct Field {
    std::string_view name;
    Type type = Type::string;
    bool is_required = false;
    bool may_be_null = false;
    const Object* of = nullptr;
    std::size_t min = 0;  // characters of a string
    std::size_t max = 0;  // characters of a string, items of a list; 0: as many as the body holds
    const Format* format = nullptr;
    std::span<const std::string_view> allowed = {};
    std::string_view when_absent = {};  // the default, as JSON; empty: none
    std::string_view example = {};      // as JSON
    std::string_view help = {};
    bool is_read_only = false;  // in answers; ignored in a body
};

struct Object {
    std::string_view name;
    std::span<const Field> fields;
    std::string_view help = {};
    /// What no single field can say; REQUIRES that each field is what its row says. Of a merge
    /// patch fields may be missing.
    void (*check)(const Json&, const Location&, Faults&) = nullptr;
};

extern const Object event_handling_object;
extern const Object contact_uri_object;
extern const Object default_contact_uri_object;
extern const Object contact_object;
extern const Object base_contact_object;
extern const Object policy_object;
extern const Object base_policy_object;
extern const Object group_contact_object;
extern const Object group_add_object;
extern const Object group_object;
extern const Object addressbook_object;
extern const Object addressbook_add_object;
extern const Object stored_uri_object;
extern const Object stored_contact_object;
extern const Object stored_group_object;
extern const Object stored_policy_object;
extern const Object user_icon_object;
extern const Object error_object;
extern const Object validation_error_object;
extern const Object http_validation_error_object;

/// All of them, in the order of the description.
extern const std::span<const Object* const> objects;

}  // namespace xcapd::api
