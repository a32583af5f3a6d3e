#include "store/store.h"

#include <utility>

namespace xcapd {

std::optional<StoredDocument> Store::find_document(const DocumentKey& key) {
    auto found = find({key, {}});
    if (!found) return std::nullopt;
    return StoredDocument{std::move(found->bytes).value_or(std::string()), std::move(found->etag)};
}

std::optional<std::string> Store::find_etag(const DocumentKey& key) {
    auto found = find({key, std::string(DocumentQuery::tag_only)});
    if (!found) return std::nullopt;
    return std::move(found->etag);
}

}  // namespace xcapd
