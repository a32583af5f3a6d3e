// What stands behind xml::Schema, for index_builder. Private to xml/.
#pragma once

#include "xml/libxml.h"
#include "xml/schema.h"

namespace xcapd::xml {

struct Schema::Compiled {
    SchemaPtr schema;
};

}  // namespace xcapd::xml
