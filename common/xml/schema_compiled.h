// What stands behind xml::Schema, for index_builder. Private to xml/.
#pragma once

#include "xml/libxml.h"
#include "xml/schema.h"
#include "xml/vocabulary.h"

namespace xcapd::xml {

struct Schema::Compiled {
    SchemaPtr schema;
    Vocabulary vocabulary;
};

}  // namespace xcapd::xml
