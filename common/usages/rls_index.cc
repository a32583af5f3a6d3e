#include "usages/rls_index.h"

#include <algorithm>

#include "usages/content_tag.h"
#include "usages/registry.h"
#include "usages/rls_services.h"
#include "xml/escape.h"
#include "xml/namespaces.h"

namespace xcapd {
namespace {

// Whether a name or a value (xsi:type) in the bytes may use the prefix.
bool may_use(std::string_view bytes, std::string_view prefix) {
    return prefix.empty() || bytes.find(std::string(prefix) + ":") != bytes.npos;
}

// The bytes of an element that stands alone: with the bindings of its ancestors that it uses, but
// for the default namespace of the index, which is in scope there.
std::string standing_alone(const xml::Document& document, xml::ElementId id) {
    const auto& element = document.element(id);
    const auto own = document.declarations().begin() + element.first_declaration;
    const auto declares = [&](std::string_view prefix) {
        return std::any_of(own, own + element.declaration_count,
                           [&](const auto& declaration) { return declaration.prefix == prefix; });
    };
    std::string declarations;
    bool has_default = declares("");
    for (const auto& binding : xml::bindings_in_scope(document, id)) {
        has_default = has_default || binding.prefix.empty();
        if (declares(binding.prefix) ||
            !may_use(element.span.of(document.bytes()), binding.prefix) ||
            (binding.prefix.empty() && binding.uri == rls_services_namespace))
            continue;
        declarations += binding.prefix.empty() ? " xmlns" : " xmlns:" + std::string(binding.prefix);
        declarations += "=\"" + xml::escape(binding.uri) + "\"";
    }
    if (!has_default) declarations += " xmlns=\"\"";
    std::string bytes(element.span.of(document.bytes()));
    bytes.insert(1 + element.name().size(), declarations);
    return bytes;
}

bool is_index(const DocumentKey& key) {
    return !key.username.empty() && (key.doc_uri == "index" || key.doc_uri.ends_with("/index"));
}

// Bindings that all services use are repeated in each. What nobody writes in good faith, so that
// one user's long namespaces cannot take the index, or the host's memory, from all: left out.
std::size_t most_of(const xml::Document& document) {
    constexpr std::size_t of_any = 64 * 1024;
    constexpr std::size_t times_its_size = 4;
    return std::max(of_any, times_its_size * document.bytes().size());
}

// All services of a document; nothing where they would be too long.
std::string services_of(const xml::Document& document) {
    std::string out;
    for (const auto& service : service_uris(document)) {
        out += standing_alone(document, service.element) + "\n";
        if (out.size() > most_of(document)) return {};
    }
    return out;
}

}  // namespace

std::optional<StoredDocument> rls_index_document(const ComputeContext& context) {
    const auto* usage = context.registry.find(context.selector.auid);
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rls-services xmlns=\"" +
                      std::string(rls_services_namespace) + "\">\n";
    context.store.visit_documents(
        usage->row_type(context.config), [&](const DocumentKey& key, const std::string& bytes) {
            if (!is_index(key)) return;
            const auto document = xml::Document::parse(bytes, xml::stored_limits);
            if (document) out += services_of(*document);
        });
    return tagged(out + "</rls-services>\n");
}

}  // namespace xcapd
