#include "xml/schema.h"

#include <algorithm>

#include <libxml/schemasInternals.h>

#include "xml/escape.h"
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

// nullptr: it does not compile, and `error` says why.
SchemaPtr parse(std::string_view text, std::span<const SchemaText> texts, std::string& error) {
    initialize_libxml();
    const LoaderScope loader(texts);
    const ErrorCollector errors;
    const std::unique_ptr<xmlSchemaParserCtxt, FreeSchemaParser> parser(
        xmlSchemaNewMemParserCtxt(text.data(), static_cast<int>(text.size())));
    SchemaPtr schema(parser ? xmlSchemaParse(parser.get()) : nullptr);
    if (!schema) error = errors.first().text();
    return schema;
}

}  // namespace

Schema::Schema(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

std::string Schema::target_namespace() const {
    const auto* name = compiled_->schema->targetNamespace;
    return name == nullptr ? std::string() : reinterpret_cast<const char*>(name);
}

const Vocabulary& Schema::vocabulary() const { return compiled_->vocabulary; }

void Schema::advertise(const std::set<std::string>& namespaces) {
    compiled_->vocabulary.keep(namespaces);
}

Result<Schema, std::string> Schema::compile(std::string_view name,
                                            std::span<const SchemaText> texts) {
    const auto text = std::find_if(texts.begin(), texts.end(),
                                   [&](const SchemaText& t) { return t.name == name; });
    if (text == texts.end()) return fail("no schema " + std::string(name) + " is compiled in");
    std::string error;
    auto schema = parse(text->text, texts, error);
    if (!schema) return fail("schema " + std::string(name) + ": " + error);
    Vocabulary vocabulary;
    vocabulary.add(name, texts);
    return Schema(std::make_unique<Compiled>(Compiled{std::move(schema), std::move(vocabulary)}));
}

Result<Schema, std::string> Schema::compile_all(std::span<const std::string_view> names,
                                                std::span<const SchemaText> texts) {
    Vocabulary vocabulary;
    std::string imports = "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">";
    for (const auto name : names) {
        const auto target = vocabulary.add(name, texts);
        imports += "<xs:import namespace=\"" + escape(target) + "\" schemaLocation=\"" +
                   escape(name) + "\"/>";
    }
    imports += "</xs:schema>";
    std::string error;
    auto schema = parse(imports, texts, error);
    if (!schema) return fail("the schemas together: " + error);
    return Schema(std::make_unique<Compiled>(Compiled{std::move(schema), std::move(vocabulary)}));
}

}  // namespace xcapd::xml
