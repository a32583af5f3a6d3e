#include "usages/xcap_directory.h"

#include <map>

#include "usages/content_tag.h"
#include "usages/registry.h"
#include "xml/escape.h"

namespace xcapd {
namespace {

struct Place {
    const ApplicationUsage* usage;  // nullptr: not served
    std::string_view name;
};

// Kamailio's doc_uri is the whole path below the first root, and its doc_type may be that of two.
Place place_of(const ListedDocument& document, const ComputeContext& context) {
    std::string_view name = document.doc_uri;
    if (!context.config.is_kamailio())
        return {context.registry.find_stored(document.doc_type), name};
    const auto& root = context.roots.primary_path();
    if (!name.starts_with(root + "/")) return {nullptr, name};
    auto home = context.selector;
    const auto auid = name.substr(root.size() + 1);
    home.auid = auid.substr(0, auid.find('/'));
    const auto prefix = root + home.home();
    // What Kamailio calls otherwise has no URI here.
    if (!name.starts_with(prefix)) return {nullptr, name};
    return {context.registry.find(home.auid), name.substr(prefix.size())};
}

}  // namespace

std::optional<StoredDocument> xcap_directory_document(const ComputeContext& context) {
    const auto& selector = context.selector;
    if (selector.tree != Tree::users || selector.document_uri() != "directory.xml")
        return std::nullopt;
    std::map<std::string_view, std::string> folders;
    for (const auto& document :
         context.store.documents_of(selector.user.username, selector.user.domain)) {
        const auto [usage, name] = place_of(document, context);
        if (usage == nullptr) continue;
        DocumentSelector listed = selector;
        listed.auid = usage->auid;
        listed.path = DocumentSelector::path_of(name);
        folders[usage->auid] +=
            "    <entry uri=\"" + xml::escape(context.root_uri + listed.uri_path()) + "\" etag=\"" +
            xml::escape(document.etag) + "\" size=\"" + std::to_string(document.size) + "\"/>\n";
    }
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xcap-directory xmlns=\"" +
                      std::string(xcap_directory_namespace) + "\">\n";
    for (const auto& [auid, entries] : folders)
        out += "  <folder auid=\"" + xml::escape(auid) + "\">\n" + entries + "  </folder>\n";
    return tagged(out + "</xcap-directory>\n");
}

}  // namespace xcapd
