// Namespace bindings in the query of an XCAP URI: the xmlns() parts of an XPointer expression
// (RFC 4825 6.4; W3C XPointer Framework 3.1, xmlns() Scheme).
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace xcapd {

/// Prefix to namespace URI. "xml" is always bound.
using NamespaceBindings = std::map<std::string, std::string, std::less<>>;

/// `query` is percent-decoded. Parts of other schemes and a shorthand pointer are ignored; of two
/// bindings of one prefix the last holds. Fails with a sentence where the text is no XPointer
/// expression, or binds what cannot be bound.
Result<NamespaceBindings, std::string> parse_namespace_bindings(std::string_view query);

}  // namespace xcapd
