// Why bytes are not a document that xcapd stores. The HTTP meaning is attached in xcap/.
#pragma once

#include <string>

namespace xcapd::xml {

enum class ParseFault {
    not_utf8,         // other encoding, declared or found
    not_well_formed,  // also: DOCTYPE, XML 1.1
    over_limit,       // well-formed so far, but larger than Limits allow
    not_fragment,     // of an element body: not one well-balanced element
    schema_invalid,
};

struct ParseError {
    ParseFault fault;
    std::string message;  // a sentence without line breaks, with line and column where known
};

}  // namespace xcapd::xml
