#include "xcap/conflict.h"

#include "base/utf8.h"
#include "xml/escape.h"

namespace xcapd {
namespace {

constexpr std::size_t longest_phrase = 500;  // bytes; it may quote what the client sent

std::string_view element_name(ConflictKind kind) {
    switch (kind) {
        case ConflictKind::not_well_formed: return "not-well-formed";
        case ConflictKind::not_utf_8: return "not-utf-8";
        case ConflictKind::not_xml_frag: return "not-xml-frag";
        case ConflictKind::not_xml_att_value: return "not-xml-att-value";
        case ConflictKind::no_parent: return "no-parent";
        case ConflictKind::cannot_insert: return "cannot-insert";
        case ConflictKind::cannot_delete: return "cannot-delete";
        case ConflictKind::schema_validation_error: return "schema-validation-error";
        case ConflictKind::uniqueness_failure: return "uniqueness-failure";
        case ConflictKind::constraint_failure: return "constraint-failure";
    }
    return "";
}

ConflictKind kind_of(xml::ParseFault fault) {
    switch (fault) {
        case xml::ParseFault::not_utf8: return ConflictKind::not_utf_8;
        case xml::ParseFault::not_well_formed: return ConflictKind::not_well_formed;
        case xml::ParseFault::not_fragment: return ConflictKind::not_xml_frag;
        case xml::ParseFault::schema_invalid: return ConflictKind::schema_validation_error;
        // A limit is a data constraint of this server that no schema expresses.
        case xml::ParseFault::over_limit: return ConflictKind::constraint_failure;
    }
    return ConflictKind::not_well_formed;
}

}  // namespace

Conflict conflict_of(const xml::ParseError& error) { return {kind_of(error.fault), error.message}; }

Conflict conflict_of(const Violation& violation) {
    const bool is_uniqueness = violation.kind == Violation::Kind::uniqueness;
    return {is_uniqueness ? ConflictKind::uniqueness_failure : ConflictKind::constraint_failure,
            violation.phrase,
            {},
            violation.fields,
            violation.alternatives};
}

http::Response conflict_response(const Conflict& conflict) {
    const std::string name(element_name(conflict.kind));
    std::string content;
    if (!conflict.ancestor.empty())
        content += "<ancestor>" + xml::escape(conflict.ancestor) + "</ancestor>";
    for (std::size_t i = 0; i < conflict.fields.size(); ++i) {
        content += "<exists field=\"" + xml::escape(conflict.fields[i]) + "\"";
        const bool has_other =
            i < conflict.alternatives.size() && !conflict.alternatives[i].empty();
        content += has_other ? "><alt-value>" + xml::escape(conflict.alternatives[i]) +
                                   "</alt-value></exists>"
                             : "/>";
    }

    http::Response response;
    response.status = http::Status::conflict;
    response.content_type = "application/xcap-error+xml";
    response.account.outcome = name;
    response.body =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<xcap-error xmlns=\"urn:ietf:params:xml:ns:xcap-error\"><" +
        name + " phrase=\"" + xml::escape(utf8_prefix(conflict.phrase, longest_phrase)) + "\"" +
        (content.empty() ? "/>" : ">" + content + "</" + name + ">") + "</xcap-error>\n";
    return response;
}

http::Response unfit() {
    return conflict_response(
        {ConflictKind::constraint_failure,
         "The database cannot hold this document under this name: the name of another differs "
         "from it only in case or accents, or it does not fit into its columns."});
}

}  // namespace xcapd
