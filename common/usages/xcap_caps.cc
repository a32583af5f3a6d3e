#include "usages/xcap_caps.h"

#include "usages/registry.h"
#include "xml/escape.h"

namespace xcapd {

std::string xcap_caps_document(const Registry& registry) {
    std::string auids;
    for (const auto* usage : registry.all())
        auids += "    <auid>" + xml::escape(usage->auid) + "</auid>\n";
    std::string namespaces;
    for (const auto& name : registry.namespaces())
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

std::optional<StoredDocument> find_xcap_caps(const ComputeContext& context) {
    const auto& selector = context.selector;
    if (selector.tree != Tree::global || selector.document_uri() != "index") return std::nullopt;
    return context.registry.capabilities();
}

}  // namespace xcapd
