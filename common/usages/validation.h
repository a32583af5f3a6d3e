// What every document must pass, by whichever way it comes: the configured limits, and the
// constraints of its usage.
#pragma once

#include <optional>
#include <string>

#include "usages/application_usage.h"
#include "xml/limits.h"

namespace xcapd {

/// [Limits], as the parser takes them.
xml::Limits limits_of(const Config& config);

/// Whether more than well-formedness is asked of documents: [Server] document_validation and
/// well_formed_applications.
bool is_validated(const ApplicationUsage& usage, const Config& config);

/// What the schema, or a rule of it that libxml2 does not check, says against a document that was
/// parsed with it; empty: nothing.
std::string schema_fault_of(const ApplicationUsage& usage, const xml::Document& document,
                            const Config& config);

/// What the usage objects to in a document its schema accepts; nothing where
/// it is not validated.
std::optional<Violation> violation_of(const ApplicationUsage& usage, const xml::Document& document,
                                      const ConstraintContext& context);

}  // namespace xcapd
