// Detailed conflict reports: the 409 answers of RFC 4825 section 11.
#pragma once

#include <string>
#include <vector>

#include "http/response.h"
#include "usages/application_usage.h"
#include "xml/parse_error.h"

namespace xcapd {

/// The error elements of RFC 4825 11.1.
enum class ConflictKind {
    not_well_formed,
    not_utf_8,
    not_xml_frag,
    not_xml_att_value,
    no_parent,
    cannot_insert,
    cannot_delete,
    schema_validation_error,
    uniqueness_failure,
    constraint_failure,
};

struct Conflict {
    ConflictKind kind;
    std::string phrase;                          // for a person
    std::string ancestor = {};                   // no-parent: absolute URI of the closest ancestor
    std::vector<std::string> fields = {};        // uniqueness-failure: at least one
    std::vector<std::string> alternatives = {};  // for each field another value, or ""
};

Conflict conflict_of(const xml::ParseError& error);
Conflict conflict_of(const Violation& violation);

/// 409 with an application/xcap-error+xml body; the element's name is the outcome.
http::Response conflict_response(const Conflict& conflict);

/// The 409 for what the database cannot hold (Commit::unfit).
http::Response unfit();

}  // namespace xcapd
