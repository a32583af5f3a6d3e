#include "usages/xcap_caps.h"

#include <set>
#include <string>

#include "usages/registry.h"
#include "usages/validation.h"
#include "xml/escape.h"

namespace xcapd {

std::optional<std::string> xcap_caps_document(const ComputeContext& context) {
    const auto& selector = context.selector;
    if (selector.tree != Tree::global || selector.document_uri() != "index") return std::nullopt;
    std::string auids;
    // RFC 4825 12: to support a namespace is to have its schema, and to validate by it wherever it
    // appears; so one that a usage does not check is not listed for another's sake.
    std::set<std::string> supported;
    std::set<std::string> unchecked;
    for (const auto* usage : context.registry.all()) {
        auids += "    <auid>" + xml::escape(usage->auid) + "</auid>\n";
        if (!usage->lists_namespace) continue;
        const bool is_checked = usage->schema.empty() || is_validated(*usage, context.config);
        (is_checked ? supported : unchecked).emplace(usage->default_namespace);
        if (const auto* schema = context.registry.schema_of(*usage))
            for (auto& name : schema->namespaces()) supported.insert(std::move(name));
    }
    std::string namespaces;
    for (const auto& name : supported)
        if (unchecked.count(name) == 0)
            namespaces += "    <namespace>" + xml::escape(name) + "</namespace>\n";
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
