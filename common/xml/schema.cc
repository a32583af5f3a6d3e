#include "xml/schema.h"

#include <algorithm>

#include <libxml/hash.h>
#include <libxml/schemasInternals.h>

#include "xml/libxml.h"
#include "xml/schema_compiled.h"

namespace xcapd::xml {
namespace {

struct FreeSchemaParser {
    void operator()(xmlSchemaParserCtxt* ctxt) const { xmlSchemaFreeParserCtxt(ctxt); }
};

thread_local std::span<const SchemaText> importable;

// Serves imports from the texts at hand. `url` is the schemaLocation, perhaps made absolute.
xmlParserInputPtr load_schema_text(const char* url, const char*, xmlParserCtxtPtr ctxt) {
    std::string_view name = url == nullptr ? "" : url;
    name.remove_prefix(name.rfind('/') == name.npos ? 0 : name.rfind('/') + 1);
    const auto text = std::find_if(importable.begin(), importable.end(),
                                   [&](const SchemaText& t) { return t.name == name; });
    if (text == importable.end()) return nullptr;
    xmlParserInputBufferPtr buffer = xmlParserInputBufferCreateMem(
        text->text.data(), static_cast<int>(text->text.size()), XML_CHAR_ENCODING_UTF8);
    if (buffer == nullptr) return nullptr;
    return xmlNewIOInputStream(ctxt, buffer, XML_CHAR_ENCODING_UTF8);
}

class LoaderScope {
  public:
    explicit LoaderScope(std::span<const SchemaText> texts)
        : before_(xmlGetExternalEntityLoader()) {
        importable = texts;
        xmlSetExternalEntityLoader(load_schema_text);
    }
    LoaderScope(const LoaderScope&) = delete;
    LoaderScope& operator=(const LoaderScope&) = delete;
    ~LoaderScope() {
        importable = {};
        xmlSetExternalEntityLoader(before_);
    }

  private:
    xmlExternalEntityLoader before_;
};

}  // namespace

Schema::Schema(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

std::string Schema::target_namespace() const {
    const auto* name = compiled_->schema->targetNamespace;
    return name == nullptr ? std::string() : reinterpret_cast<const char*>(name);
}

std::vector<std::string> Schema::namespaces() const {
    std::vector<std::string> names;
    const auto add = [](void*, void* data, const xmlChar* name) {
        const std::string text = reinterpret_cast<const char*>(name);
        if (text != reinterpret_cast<const char*>(XML_XML_NAMESPACE))
            static_cast<std::vector<std::string>*>(data)->push_back(text);
    };
    xmlHashScan(static_cast<xmlHashTablePtr>(compiled_->schema->schemasImports), add, &names);
    return names;
}

Result<Schema, std::string> Schema::compile(std::string_view name,
                                            std::span<const SchemaText> texts) {
    initialize_libxml();
    const auto text = std::find_if(texts.begin(), texts.end(),
                                   [&](const SchemaText& t) { return t.name == name; });
    if (text == texts.end()) return fail("no schema " + std::string(name) + " is compiled in");

    const LoaderScope loader(texts);
    const ErrorCollector errors;
    const std::unique_ptr<xmlSchemaParserCtxt, FreeSchemaParser> parser(
        xmlSchemaNewMemParserCtxt(text->text.data(), static_cast<int>(text->text.size())));
    SchemaPtr schema(parser ? xmlSchemaParse(parser.get()) : nullptr);
    if (!schema) return fail("schema " + std::string(name) + ": " + errors.first().text());
    return Schema(std::make_unique<Compiled>(Compiled{std::move(schema)}));
}

}  // namespace xcapd::xml
