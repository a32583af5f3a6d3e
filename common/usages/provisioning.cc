#include "usages/provisioning.h"

#include <fstream>
#include <iterator>

#include "base/crypto.h"
#include "usages/registry.h"
#include "usages/validation.h"

namespace xcapd {
namespace {

constexpr std::string_view empty_document =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<simservs xmlns=\"http://uri.etsi.org/ngn/params/xml/simservs/xcap\" "
    "xmlns:cp=\"urn:ietf:params:xml:ns:common-policy\"></simservs>\n";

}  // namespace

Result<std::optional<StoredDocument>, std::string> read_provisioned_document(
    const Registry& registry, const Config& config) {
    if (!config.simservs_provision) return std::optional<StoredDocument>();
    std::string bytes(empty_document);
    if (!config.simservs_document.empty()) {
        std::ifstream file(config.simservs_document, std::ios::binary);
        bytes.assign(std::istreambuf_iterator<char>(file), {});
        if (file.fail() || bytes.empty())
            return fail("[Simservs] document: " + config.simservs_document + " cannot be read");
    }
    for (const auto* usage : registry.all()) {
        if (!usage->is_provisioned) continue;
        const auto document =
            xml::Document::parse(bytes, limits_of(config), registry.schema_of(*usage));
        const auto fault =
            document ? schema_fault_of(*usage, *document, config) : document.error().message;
        if (!fault.empty()) return fail("[Simservs] document: " + fault);
    }
    auto etag = crypto::hex_digest(crypto::Hash::sha256, bytes).substr(0, 32);
    return std::optional(StoredDocument{std::move(bytes), std::move(etag)});
}

}  // namespace xcapd
