// The operator's own application usages, from [Server] custom_applications: stored, read and
// written like any other, and valid by the operator's own schema.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "config/config.h"
#include "usages/application_usage.h"

namespace xcapd {

struct CustomUsage {
    std::string auid;
    std::string media_type;
    std::string default_namespace;
    std::string schema_file;  // empty: well-formed is enough
    std::string schema_text;
    ApplicationUsage row;  // its texts are those above
};

/// Numbers below are those of SIP servers and of table.cc.
inline constexpr int first_custom_doc_type = 1 << 24;

/// Reads the schema files. Fails with one line per usage that cannot be.
Result<std::vector<std::unique_ptr<const CustomUsage>>, std::vector<std::string>>
read_custom_usages(const Config& config);

}  // namespace xcapd
