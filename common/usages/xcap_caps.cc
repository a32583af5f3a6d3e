#include "usages/xcap_caps.h"

#include <set>

#include "usages/registry.h"
#include "usages/validation.h"
#include "xml/escape.h"

namespace xcapd {

std::optional<std::string> xcap_caps_document(const ComputeContext& context) {
    const auto& selector = context.selector;
    if (selector.tree != Tree::global || selector.document_uri() != "index") return std::nullopt;
    std::string auids;
    std::string namespaces;
    std::set<std::string_view> listed;
    for (const auto* usage : context.registry.all()) {
        auids += "    <auid>" + xml::escape(usage->auid) + "</auid>\n";
        // RFC 4825 12: to support one is to have its schema, and to validate by it.
        const bool is_supported = usage->schema.empty() || is_validated(*usage, context.config);
        if (usage->lists_namespace && is_supported &&
            listed.insert(usage->default_namespace).second)
            namespaces +=
                "    <namespace>" + xml::escape(usage->default_namespace) + "</namespace>\n";
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<xcap-caps xmlns=\"urn:ietf:params:xml:ns:xcap-caps\">\n"
           "  <auids>\n" +
           auids +
           "  </auids>\n"
           "  <extensions/>\n"
           "  <namespaces>\n" +
           namespaces +
           "  </namespaces>\n"
           "</xcap-caps>\n";
}

}  // namespace xcapd
