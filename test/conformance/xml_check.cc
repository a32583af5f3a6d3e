#include "conformance/xml_check.h"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include <memory>

#include "conformance/suite.h"
#include "usages/registry.h"

namespace conformance::xml {
namespace {

template <auto function>
struct FreeBy {
    template <class T>
    void operator()(T* pointer) const {
        function(pointer);
    }
};
using Doc = std::unique_ptr<xmlDoc, FreeBy<xmlFreeDoc>>;

const xmlChar* chars(const std::string& text) {
    return reinterpret_cast<const xmlChar*>(text.c_str());
}

std::string text_of(xmlChar* text) {
    const std::unique_ptr<xmlChar, void (*)(void*)> owner(text, xmlFree);
    return text == nullptr ? "" : reinterpret_cast<const char*>(text);
}

Doc parse(std::string_view document) {
    Doc doc(
        xmlReadMemory(document.data(), static_cast<int>(document.size()), "answer", nullptr,
                      XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
    if (!doc) throw Failed("not well-formed: " + std::string(document));
    return doc;
}

template <class Take>
void select(std::string_view document, const std::string& xpath, const Namespaces& namespaces,
            Take take) {
    const Doc doc = parse(document);
    const std::unique_ptr<xmlXPathContext, FreeBy<xmlXPathFreeContext>> context(
        xmlXPathNewContext(doc.get()));
    for (const auto& [prefix, uri] : namespaces)
        xmlXPathRegisterNs(context.get(), chars(prefix), chars(uri));
    const std::unique_ptr<xmlXPathObject, FreeBy<xmlXPathFreeObject>> found(
        xmlXPathEval(chars(xpath), context.get()));
    if (!found) throw Failed("no XPath expression: " + xpath);
    if (found->nodesetval == nullptr) return;
    for (int i = 0; i < found->nodesetval->nodeNr; ++i) take(found->nodesetval->nodeTab[i]);
}

void keep_first(void* target, xmlErrorPtr error) {
    auto& text = *static_cast<std::string*>(target);
    if (text.empty() && error->message != nullptr) text = error->message;
}

}  // namespace

std::string validate(std::string_view document, std::string_view schema_name) {
    std::string_view schema;
    for (const auto& text : xcapd::embedded_schemas)
        if (text.name == schema_name) schema = text.text;
    const std::unique_ptr<xmlSchemaParserCtxt, FreeBy<xmlSchemaFreeParserCtxt>> parser(
        xmlSchemaNewMemParserCtxt(schema.data(), static_cast<int>(schema.size())));
    const std::unique_ptr<xmlSchema, FreeBy<xmlSchemaFree>> compiled(xmlSchemaParse(parser.get()));
    const std::unique_ptr<xmlSchemaValidCtxt, FreeBy<xmlSchemaFreeValidCtxt>> context(
        xmlSchemaNewValidCtxt(compiled.get()));
    std::string error;
    xmlSchemaSetValidStructuredErrors(context.get(), keep_first, &error);
    const Doc doc = parse(document);
    const int code = xmlSchemaValidateDoc(context.get(), doc.get());
    return code == 0 || !error.empty() ? error : "invalid";
}

std::vector<std::string> texts(std::string_view document, const std::string& xpath,
                               const Namespaces& namespaces) {
    std::vector<std::string> found;
    select(document, xpath, namespaces,
           [&](xmlNode* node) { found.push_back(text_of(xmlNodeGetContent(node))); });
    return found;
}

std::vector<std::string> paths(std::string_view document, const std::string& xpath,
                               const Namespaces& namespaces) {
    std::vector<std::string> found;
    select(document, xpath, namespaces,
           [&](xmlNode* node) { found.push_back(text_of(xmlGetNodePath(node))); });
    return found;
}

std::vector<std::string> names(std::string_view document, const std::string& xpath,
                               const Namespaces& namespaces) {
    std::vector<std::string> found;
    select(document, xpath, namespaces,
           [&](xmlNode* node) { found.emplace_back(reinterpret_cast<const char*>(node->name)); });
    return found;
}

}  // namespace conformance::xml
