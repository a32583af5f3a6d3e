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
    /// compile, and per default document that cannot be had or is not valid.
    static Result<Registry, std::vector<std::string>> create(const Config& config);

    /// nullptr: unknown or disabled.
    const ApplicationUsage* find(std::string_view auid) const;
    /// The one that stores documents under this number; nullptr: none.
    const ApplicationUsage* find_stored(int doc_type) const;
    std::span<const ApplicationUsage* const> all() const { return usages_; }

    /// nullptr: documents of this usage are only checked for well-formedness.
    const xml::Schema* schema_of(const ApplicationUsage& usage) const;

    /// What users without a document of this usage work on; nullptr: there is no such thing.
    const StoredDocument* default_of(const ApplicationUsage& usage) const;

  private:
    Registry() = default;
    std::vector<const ApplicationUsage*> usages_;
    std::map<std::string_view, xml::Schema> schemas_;      // by file name
    std::map<std::string_view, StoredDocument> defaults_;  // by AUID
};

}  // namespace xcapd
