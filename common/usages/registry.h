// The table of application usages this server serves, with their schemas compiled.
//
// Built once by the master, before the fork; workers share it read-only.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/config.h"
#include "usages/application_usage.h"
#include "xml/schema.h"

namespace xcapd {

/// common/usages/schemas/*.xsd, compiled in.
extern const std::span<const xml::SchemaText> embedded_schemas;

class Registry {
  public:
    /// Leaves out [Server] disabled_applications. Fails with one line per schema that does not
    /// compile.
    static Result<Registry, std::vector<std::string>> create(const Config& config);

    /// nullptr: unknown or disabled.
    const ApplicationUsage* find(std::string_view auid) const;
    /// The one that stores documents under this number; nullptr: none.
    const ApplicationUsage* find_stored(int doc_type) const;
    /// Some clients name a directory of an application by an AUID of its own: makes such a selector
    /// that of the document it means.
    static void resolve_alias(DocumentSelector& document);
    std::span<const ApplicationUsage* const> all() const { return usages_; }

    /// nullptr: documents of this usage are only checked for well-formedness.
    const xml::Schema* schema_of(const ApplicationUsage& usage) const;

  private:
    Registry() = default;
    std::vector<const ApplicationUsage*> usages_;
    std::map<std::string_view, xml::Schema> schemas_;  // by file name
};

}  // namespace xcapd
