// The query of a request's target, for the parameters that its route knows.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "api/routes.h"

namespace xcapd::api {

class Query {
  public:
    /// Faults are added for numbers that are none, or out of range, and for text that is no UTF-8.
    /// Parameters the route does not know are passed over.
    Query(const Route& route, std::string_view target, Faults& faults);

    bool has(std::string_view name) const { return values_.count(name) != 0; }
    /// Empty where it is not there.
    std::string text(std::string_view name) const;
    std::size_t number(std::string_view name, std::size_t otherwise) const;

  private:
    std::map<std::string_view, std::string> values_;  // by the route's names
};

/// `text` with letters of any alphabet made small, for comparing.
std::string folded(std::string_view text);

}  // namespace xcapd::api
