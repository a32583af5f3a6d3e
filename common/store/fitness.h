// Whether tables can serve: what would break an answer or lose a write is refused at the start, in
// one line that says which table, which column, and what to do. Serves `check`, `serve` and every
// new connection of a worker.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "store/sql_driver.h"

namespace xcapd {

struct Fitness {
    std::vector<std::string> refusals;
    std::vector<std::string> warnings;
};

/// Of what `uri` holds by this configuration. Tables that ensure_schema() would make are fit.
/// THROWS StoreError.
Fitness fitness_of(SqlConnection& connection, const std::string& uri, const Config& config);

/// The columns a document is named by, and those whose unique key keeps a document from being there
/// twice. Kamailio's doc_uri alone says all.
extern const std::vector<std::string> document_key_columns;
extern const std::vector<std::string> kamailio_key_columns;

}  // namespace xcapd
