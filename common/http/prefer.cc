#include "http/prefer.h"

#include <algorithm>

#include "base/ascii.h"
#include "http/quoted_string.h"

namespace xcapd::http {

std::optional<std::string> preference(std::string_view prefer, std::string_view name) {
    while (!prefer.empty()) {
        const auto item = until_unquoted(prefer, ',');
        prefer.remove_prefix(std::min(item.size() + 1, prefer.size()));
        const auto without_parameters = until_unquoted(item, ';');
        const auto given = until_unquoted(without_parameters, '=');
        if (!ascii::equals_ignoring_case(ascii::trim(given), name)) continue;
        if (given.size() == without_parameters.size()) return std::string();
        return unquoted(ascii::trim(without_parameters.substr(given.size() + 1)));
    }
    return std::nullopt;
}

}  // namespace xcapd::http
