// The text of an XML schema, as it is compiled into the program or read at the start.
#pragma once

#include <string_view>

namespace xcapd::xml {

struct SchemaText {
    std::string_view name;  // by which other schemas import it
    std::string_view text;
};

}  // namespace xcapd::xml
