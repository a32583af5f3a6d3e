// What the suite asks of XML documents, by libxml2's own tree and XPath: nothing of the server
// under test is used here.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conformance::xml {

/// RETURNS what is wrong by this published schema, or an empty string.
std::string validate(std::string_view document, std::string_view schema_name);

/// Text content, and local names, of the nodes an XPath expression selects. THROWS Failed where
/// the document is not well-formed or the expression is none.
using Namespaces = std::vector<std::pair<std::string, std::string>>;
std::vector<std::string> texts(std::string_view document, const std::string& xpath,
                               const Namespaces& namespaces = {});
/// Where they stand, so that two expressions can be told to select the same node.
std::vector<std::string> paths(std::string_view document, const std::string& xpath,
                               const Namespaces& namespaces = {});
std::vector<std::string> names(std::string_view document, const std::string& xpath,
                               const Namespaces& namespaces = {});

}  // namespace conformance::xml
