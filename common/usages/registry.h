// The table of application usages this server serves, with their schemas compiled.
//
// Built once by the master, before the fork; workers share it read-only.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/config.h"
#include "usages/application_usage.h"
#include "usages/custom_usages.h"
#include "usages/schema_set.h"

namespace xcapd {

class Registry {
  public:
    /// The usages of table.h and of [Server] custom_applications that the configuration wants.
    /// Fails with one line per schema that does not compile, per custom usage that cannot be, and
    /// per default document that cannot be had or is not valid.
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

    /// RFC 4825 12: those of which the server has the schema and validates by it in every document
    /// that may hold them.
    const std::set<std::string>& namespaces() const { return namespaces_; }
    /// The document of xcap-caps.
    const StoredDocument& capabilities() const { return capabilities_; }

    /// What users without a document of this usage work on; nullptr: there is no such thing.
    const StoredDocument* default_of(const ApplicationUsage& usage) const;

  private:
    Registry() = default;
    std::vector<std::unique_ptr<const CustomUsage>> custom_;
    std::vector<const ApplicationUsage*> usages_;
    std::set<const ApplicationUsage*> lenient_;  // their documents need only be well-formed
    std::optional<SchemaSet> schemas_;
    std::set<std::string> namespaces_;
    StoredDocument capabilities_;
    std::map<std::string_view, StoredDocument> defaults_;  // by AUID
};

}  // namespace xcapd
