// A node selector (RFC 4825 6.3) as a plain value: which element, attribute or set of namespace
// bindings of a document a request means. uri/ makes it from the URI, xml/select.h applies it;
// neither needs the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xcapd::xml {

/// An expanded name. An unprefixed element name is in the application's default document
/// namespace (RFC 4825 6.4), an unprefixed attribute name in none.
struct QualifiedName {
    bool is_unprefixed = true;
    std::string ns;  // of a prefixed name
    std::string local;
};

struct AttributeTest {
    QualifiedName name;
    std::string value;  // references expanded, white space normalised
};

struct Step {
    std::optional<QualifiedName> name;      // nothing: the wildcard "*"
    std::optional<std::uint32_t> position;  // 0 is written like a position, and selects nothing
    std::optional<AttributeTest> attribute;
    std::size_t end = 0;  // of the text of the selector up to and including this step
};

enum class Terminal { element, attribute, namespaces };

struct NodeSelector {
    std::vector<Step> steps;  // at least one
    Terminal terminal = Terminal::element;
    QualifiedName attribute;        // Terminal::attribute only
    std::string default_namespace;  // of unprefixed element names; empty: none
    // Taken instead where the first step is unprefixed and the root element is in this one.
    std::string other_default_namespace;
    std::string text;   // decoded, without the separator
    std::string query;  // raw namespace bindings, to be repeated in URIs we name
};

}  // namespace xcapd::xml
