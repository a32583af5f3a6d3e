// The few productions of XML 1.0 that a URI may hold too: names and attribute values. Here, below
// both uri/ and xml/, because node selectors (RFC 4825 6.3) are made of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace xcapd {

/// XML 1.0 (5th edition), production 2.
bool is_xml_char(std::uint32_t code_point);

/// Length in bytes of the longest NCName (Namespaces in XML, production 4) that `text` begins
/// with; 0: none.
std::size_t ncname_prefix(std::string_view text);

bool is_ncname(std::string_view text);

/// What stands between the quotes of an AttValue (XML 1.0, production 10), as its value:
/// references expanded, white space normalised (3.3.3, CDATA). RETURNS nothing where the text
/// breaks the production: a `<`, a `&` that begins no reference we know, a forbidden character.
/// Quotes are the caller's business.
std::optional<std::string> expand_att_value(std::string_view content);

}  // namespace xcapd
