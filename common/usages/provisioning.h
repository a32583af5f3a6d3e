// What a user has who stored no document, where the configuration says so ([Simservs]). For the
// registry.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "config/config.h"
#include "store/store.h"

namespace xcapd {

class Registry;

/// Nothing without [Simservs] provision. Fails with a line when the file cannot be read, or is no
/// document that its application takes.
Result<std::optional<StoredDocument>, std::string> read_provisioned_document(
    const Registry& registry, const Config& config);

}  // namespace xcapd
