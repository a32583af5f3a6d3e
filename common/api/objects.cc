#include "api/objects.h"

#include <set>
#include <string>

#include "api/validation.h"

namespace xcapd::api {
namespace {

constexpr std::size_t longest_id = 128;
constexpr std::size_t longest_name = 1024;
constexpr std::size_t longest_uri = 2048;
constexpr std::size_t most_uris = 1000;
constexpr std::string_view usual_handling = R"({"policy": "default", "subscribe": false})";

constexpr std::string_view policies[] = {"allow", "block", "default"};
constexpr std::string_view image_types[] = {"image/jpeg", "image/png", "image/gif"};
constexpr std::string_view encodings[] = {"base64"};

// --- rows that several objects have
// ---------------------------------------------------------------

constexpr Field id_field = {.name = "id",
                            .may_be_null = true,
                            .max = longest_id,
                            .format = &id_format,
                            .example = R"("id1700000000000000123456")",
                            .help = "made by the server where a client names none"};
constexpr Field name_field = {
    .name = "name", .is_required = true, .max = longest_name, .example = R"("Bob")"};
constexpr Field uri_field = {.name = "uri",
                             .is_required = true,
                             .max = longest_uri,
                             .format = &uri_format,
                             .example = R"("sip:bob@example.com")"};
constexpr Field type_field = {
    .name = "type", .may_be_null = true, .max = longest_id, .example = R"("SIP")"};
constexpr Field attributes_field = {
    .name = "attributes",
    .type = Type::attributes,
    .may_be_null = true,
    .example = R"({"company": "Example"})",
    .help = "kept as strings: numbers as written, true and false as words; null is left out"};
constexpr Field dialog_field = {.name = "dialog",
                                .type = Type::object,
                                .of = &event_handling_object,
                                .when_absent = usual_handling,
                                .help = "of the calls that are going on"};
constexpr Field presence_field = {.name = "presence",
                                  .type = Type::object,
                                  .of = &event_handling_object,
                                  .when_absent = usual_handling};
constexpr Field uris_field = {.name = "uris",
                              .type = Type::list,
                              .is_required = true,
                              .of = &contact_uri_object,
                              .max = most_uris,
                              .help = "each once; at most one is the default"};
constexpr Field default_uri_field = {.name = "default_uri",
                                     .type = Type::object,
                                     .may_be_null = true,
                                     .of = &default_contact_uri_object,
                                     .help = "the one of uris that is the default",
                                     .is_read_only = true};

// clang-format off
constexpr Field event_handling_fields[] = {
    {.name = "policy", .is_required = true, .allowed = policies, .example = R"("allow")",
     .help = "whether the other side may subscribe"},
    {.name = "subscribe", .type = Type::boolean, .is_required = true, .example = "true",
     .help = "whether the user's client subscribes to the other side"}};

constexpr Field contact_uri_fields[] = {id_field, uri_field, type_field, attributes_field,
    {.name = "default", .type = Type::boolean, .when_absent = "false", .example = "true"}};
constexpr Field default_contact_uri_fields[] = {id_field, uri_field, type_field, attributes_field};

constexpr Field contact_fields[] = {id_field, name_field, uris_field, dialog_field, presence_field,
                                    attributes_field, default_uri_field};
constexpr std::span base_contact_fields = std::span(contact_fields).subspan(1);

// What is in a document may be more than a client is let write: it comes back all the same.
constexpr Field stored_id_field = {.name = "id", .may_be_null = true};
constexpr Field stored_name_field = {.name = "name", .is_required = true};
constexpr Field stored_uri_field = {.name = "uri", .is_required = true};
constexpr Field stored_uri_fields[] = {stored_id_field, stored_uri_field,
    {.name = "type", .may_be_null = true}, attributes_field,
    {.name = "default", .type = Type::boolean, .when_absent = "false"}};
constexpr Field stored_contact_fields[] = {stored_id_field, stored_name_field,
    {.name = "uris", .type = Type::list, .is_required = true, .of = &stored_uri_object},
    dialog_field, presence_field, attributes_field, default_uri_field};
constexpr Field stored_policy_fields[] = {stored_id_field, stored_name_field, stored_uri_field,
                                          dialog_field, presence_field, attributes_field};

constexpr Field policy_fields[] = {id_field, name_field, uri_field, dialog_field, presence_field,
                                   attributes_field};
constexpr std::span base_policy_fields = std::span(policy_fields).subspan(1);

// Which contacts they are is asked of the document, so any text will do.
constexpr Field group_contact_fields[] = {
    {.name = "id", .is_required = true, .max = longest_name,
     .example = R"("id1700000000000000123456")", .help = "of a contact"}};

constexpr Field group_add_fields[] = {id_field, name_field, attributes_field,
    {.name = "contacts", .type = Type::list, .may_be_null = true, .of = &group_contact_object,
     .help = "ids that are no contact's are left out"}};
constexpr Field group_fields[] = {id_field, name_field, attributes_field,
    {.name = "contacts", .type = Type::list, .is_required = true, .of = &contact_object}};

constexpr Field addressbook_fields[] = {
    {.name = "contacts", .type = Type::list, .is_required = true, .of = &contact_object},
    {.name = "groups", .type = Type::list, .is_required = true, .of = &group_object},
    {.name = "policies", .type = Type::list, .is_required = true, .of = &policy_object}};
constexpr Field stored_group_fields[] = {stored_id_field, stored_name_field, attributes_field,
    {.name = "contacts", .type = Type::list, .may_be_null = true, .of = &group_contact_object}};
constexpr Field addressbook_add_fields[] = {
    {.name = "contacts", .type = Type::list, .is_required = true, .of = &stored_contact_object},
    {.name = "groups", .type = Type::list, .is_required = true, .of = &stored_group_object},
    {.name = "policies", .type = Type::list, .is_required = true, .of = &stored_policy_object}};

constexpr Field user_icon_fields[] = {
    {.name = "user", .is_required = true, .format = &user_format,
     .example = R"("user@example.com")", .help = "the user of the path"},
    {.name = "data", .is_required = true, .min = 1, .example = R"("R0lGODlhAQABAAAAACw=")"},
    {.name = "mime_type", .is_required = true, .allowed = image_types,
     .example = R"("image/gif")"},
    {.name = "description", .may_be_null = true, .max = longest_name,
     .example = R"("A picture")"},
    {.name = "encoding", .allowed = encodings, .when_absent = R"("base64")",
     .example = R"("base64")"}};

constexpr Field error_fields[] = {
    {.name = "detail", .is_required = true, .example = R"("Not authenticated")"}};
constexpr Field validation_error_fields[] = {
    {.name = "loc", .type = Type::location, .is_required = true,
     .example = R"(["body", "uris", 0, "uri"])"},
    {.name = "msg", .is_required = true, .example = R"("field required")"},
    {.name = "type", .is_required = true, .example = R"("value_error.missing")"}};
constexpr Field http_validation_error_fields[] = {
    {.name = "detail", .type = Type::list, .of = &validation_error_object}};
// clang-format on

// --- what no field can say
// ------------------------------------------------------------------------

void check_defaults(const Json& contact, const Location& at, Faults& faults) {
    std::size_t count = 0;
    const auto* uris = member(contact, "uris");
    if (uris == nullptr) return;
    for (const auto& uri : *uris) {
        const auto* is_default = member(uri, "default");
        if (is_default != nullptr && is_default->get<bool>()) ++count;
    }
    if (count > 1)
        faults.add(Location(at, "uris"), "only one URI can be the default", "value_error");
}

void check_ids(const Json& addressbook, const Location& at, Faults& faults) {
    for (const auto& field : addressbook_add_fields) {
        const Location list(at, field.name);
        std::set<std::string_view> known;
        std::size_t index = 0;
        for (const auto& item : addressbook.at(std::string(field.name))) {
            const Location here(list, index++);
            const auto* id = member(item, "id");
            if (id != nullptr && !known.insert(id->get_ref<const std::string&>()).second)
                faults.add(Location(here, "id"), "another one has this id", "value_error");
        }
    }
}

}  // namespace

const Object event_handling_object = {"EventHandlingModel", event_handling_fields};
const Object contact_uri_object = {"ContactURIModel", contact_uri_fields};
const Object default_contact_uri_object = {"DefaultContactURIModel", default_contact_uri_fields};
const Object contact_object = {"ContactModel", contact_fields, {}, check_defaults};
const Object base_contact_object = {"BaseContactModel", base_contact_fields, {}, check_defaults};
const Object policy_object = {"PolicyModel", policy_fields, "What somebody may who is no contact."};
const Object base_policy_object = {"BasePolicyModel", base_policy_fields};
const Object group_contact_object = {"GroupContactModel", group_contact_fields};
const Object group_add_object = {"GroupAddModel", group_add_fields};
const Object group_object = {"GroupModel", group_fields};
const Object addressbook_object = {"AddressbookModel", addressbook_fields};
const Object addressbook_add_object = {
    "AddressbookAddModel", addressbook_add_fields,
    "A whole addressbook; one that was read can be written as it is.", check_ids};
const Object stored_uri_object = {"StoredContactURIModel", stored_uri_fields};
const Object stored_contact_object = {
    "StoredContactModel", stored_contact_fields, {}, check_defaults};
const Object stored_group_object = {"StoredGroupModel", stored_group_fields};
const Object stored_policy_object = {"StoredPolicyModel", stored_policy_fields};
const Object user_icon_object = {"UserIconModel", user_icon_fields};
const Object error_object = {"ErrorResponse", error_fields};
const Object validation_error_object = {"ValidationError", validation_error_fields};
const Object http_validation_error_object = {"HTTPValidationError", http_validation_error_fields};

namespace {

const Object* const all_objects[] = {&addressbook_object,
                                     &addressbook_add_object,
                                     &base_contact_object,
                                     &base_policy_object,
                                     &contact_object,
                                     &contact_uri_object,
                                     &default_contact_uri_object,
                                     &error_object,
                                     &event_handling_object,
                                     &group_add_object,
                                     &group_contact_object,
                                     &group_object,
                                     &http_validation_error_object,
                                     &policy_object,
                                     &stored_contact_object,
                                     &stored_group_object,
                                     &stored_policy_object,
                                     &stored_uri_object,
                                     &user_icon_object,
                                     &validation_error_object};

}  // namespace

const std::span<const Object* const> objects = all_objects;

}  // namespace xcapd::api
