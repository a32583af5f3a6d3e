#include "usages/watchers.h"

#include "usages/content_tag.h"
#include "xml/escape.h"

namespace xcapd {
namespace {

// OpenSIPS's status numbers in OpenXCAP's words; `waiting` has none.
std::string_view word(int status) {
    switch (status) {
        case 1: return "allow";
        case 2: return "confirm";
        case 3: return "deny";
        default: return "unknown";
    }
}

}  // namespace

std::optional<StoredDocument> watchers_document(const ComputeContext& context) {
    if (context.selector.tree != Tree::users) return std::nullopt;
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<watchers xmlns=\"" +
                      std::string(watchers_namespace) + "\">\n";
    for (const auto& watcher : context.store.find_watchers(context.selector.user.uri())) {
        out += "  <watcher>\n    <id>" + xml::escape(watcher.username + "@" + watcher.domain) +
               "</id>\n    <status>" + std::string(word(watcher.status)) +
               "</status>\n    <online>" + (watcher.is_online ? "true" : "false") +
               "</online>\n  </watcher>\n";
    }
    return tagged(out + "</watchers>\n");
}

}  // namespace xcapd
