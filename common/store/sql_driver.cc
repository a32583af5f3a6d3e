#include "store/sql_driver.h"

namespace xcapd {

std::vector<std::string> SqlConnection::columns_of(const std::string& table) {
    const auto query = prepare(columns_query());
    query->bind_text(1, table);
    std::vector<std::string> names;
    while (query->next()) names.push_back(query->column(0));
    return names;
}

}  // namespace xcapd
