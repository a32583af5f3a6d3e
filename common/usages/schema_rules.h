// What the schemas say and libxml2's validation of a stream does not hold a document to.
#pragma once

#include <string>

#include "usages/application_usage.h"

namespace xcapd {

/// A sentence on what is wrong: a root element that is not the usage's own, or two of its elements
/// with the same xs:ID. Empty: nothing. Linear in the elements.
std::string broken_schema_rule(const ApplicationUsage& usage, const xml::Document& document);

}  // namespace xcapd
