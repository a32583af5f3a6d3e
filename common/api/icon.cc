// A user's icon: the pres-content document oma_status-icon/index.
#include "api/answers.h"
#include "api/handlers.h"
#include "api/stored_document.h"
#include "api/validation.h"
#include "api/values.h"
#include "base/ascii.h"
#include "usages/children.h"
#include "usages/pres_content.h"
#include "xcap/answers.h"
#include "xml/escape.h"
#include "xml/text_content.h"

namespace xcapd::api {
namespace {

using http::Response;
using http::Status;

struct Icon {
    std::string data;  // base64 without white space
    std::string mime_type;
    std::optional<std::string> description;
    std::string encoding;

    bool operator==(const Icon&) const = default;
};

std::optional<std::string> text_of(const xml::Document& document, std::string_view child) {
    const auto id = find_child(document, 0, {pres_content_namespace, child});
    if (id == xml::no_element) return std::nullopt;
    return xml::text_content(document, document.element(id));
}

Result<Icon, xml::ParseError> icon_of(const std::string& bytes) {
    const auto document = DocumentAccess::parse_stored(bytes);
    if (!document) return fail(document.error());
    Icon icon;
    icon.data = text_of(*document, "data").value_or("");
    std::erase_if(icon.data, ascii::is_space);
    icon.mime_type = ascii::trim(text_of(*document, "mime-type").value_or(""));
    icon.description = text_of(*document, "description");
    icon.encoding = ascii::trim(text_of(*document, "encoding").value_or(""));
    return icon;
}

std::string bytes_of(const Icon& icon) {
    std::string out = R"(<?xml version="1.0" encoding="UTF-8"?>)"
                      "\n<content xmlns=\"" +
                      std::string(pres_content_namespace) + "\"><mime-type>" +
                      xml::escape(icon.mime_type) + "</mime-type><encoding>" +
                      xml::escape(icon.encoding) + "</encoding>";
    if (icon.description)
        out += "<description>" + xml::escape(*icon.description) + "</description>";
    return out + "<data>" + xml::escape(icon.data) + "</data></content>";
}

std::string json_of(const Call& call, const Icon& icon) {
    JsonWriter out;
    out.begin_object();
    out.member("user", call.resource.values.front());
    out.member("data", icon.data);
    out.member("mime_type", icon.mime_type);
    out.key("description");
    if (icon.description) {
        out.string(*icon.description);
    } else {
        out.null();
    }
    out.member("encoding", icon.encoding);
    out.end_object();
    return out.take();
}

std::string string_of(const Json& body, std::string_view name, std::string_view otherwise) {
    const auto* value = member(body, name);
    return value == nullptr ? std::string(otherwise) : value->get<std::string>();
}

}  // namespace

Response get_icon(const Call& call, const Json&) {
    const auto stored = call.store.find_document(call.access.key_of(call.document));
    if (!stored) return not_found("Icon");
    const auto icon = icon_of(stored->bytes);
    if (!icon)
        return error(Status::conflict, "api-unreadable",
                     "The stored document cannot be taken apart: " + icon.error().message);
    return conditional(call, stored->etag, json_answer(Status::ok, "api-ok", json_of(call, *icon)));
}

Response add_icon(const Call& call, const Json& body) {
    if (member(body, "user")->get_ref<const std::string&>() != call.resource.values.front()) {
        Faults faults;
        const Location at("body");
        faults.add(Location(at, "user"), "this is not the user of the path", "value_error");
        return unprocessable(std::move(faults));
    }
    Icon icon;
    icon.data = string_of(body, "data", "");
    std::erase_if(icon.data, ascii::is_space);
    icon.mime_type = string_of(body, "mime_type", "");
    if (const auto* text = member(body, "description")) icon.description = text->get<std::string>();
    icon.encoding = string_of(body, "encoding", "base64");
    return change_document(call, [&](const StoredDocument* before) -> Decision {
        // OpenXCAP answers 304 to a POST of what is there.
        if (before != nullptr)
            if (const auto same = icon_of(before->bytes);
                same && *same == icon &&
                call.document.conditions.evaluate(before->etag, false) == http::Verdict::go_on)
                return tagged(plain(Status::not_modified, "api-icon-same"), before->etag);
        return Edit{bytes_of(icon), written(call.http(), "api-icon-stored", json_of(call, icon))};
    });
}

Response delete_icon(const Call& call, const Json&) {
    return change_document(call, [&](const StoredDocument* before) -> Decision {
        if (before == nullptr) return not_found("Icon");
        return Edit{std::nullopt, no_content("api-icon-deleted")};
    });
}

}  // namespace xcapd::api
