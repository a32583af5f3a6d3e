// The schemas of the application usages that are validated: one of all together, since what of a
// known namespace an extension of another's document holds is validated too (RFC 4825 8.2.5, 12).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "usages/application_usage.h"
#include "usages/custom_usages.h"
#include "xml/schema.h"

namespace xcapd {

/// common/usages/schemas/*.xsd, compiled in.
extern const std::span<const xml::SchemaText> embedded_schemas;

class SchemaSet {
  public:
    /// Of those of `usages` that are built in and of `custom`, all of which are validated. Fails
    /// with one line per schema that does not compile or is of another namespace than its usage.
    static Result<SchemaSet, std::vector<std::string>> compile(
        std::span<const ApplicationUsage* const> usages,
        std::span<const CustomUsage* const> custom);

    /// nullptr: it has none, and its documents need only be well-formed.
    const xml::Schema* schema_of(const ApplicationUsage& usage) const;

    /// Those with a schema, imported ones too.
    std::set<std::string> namespaces() const;
    /// Of these alone documents must not hold what no schema declares.
    void advertise(const std::set<std::string>& namespaces);

  private:
    std::optional<xml::Schema> common_;
    // Two schemas of one namespace cannot be one: a custom usage whose namespace is another's has
    // one of its own file and of those that do not know that namespace.
    std::map<std::string_view, xml::Schema> apart_;  // by AUID
};

}  // namespace xcapd
