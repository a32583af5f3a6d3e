#include "unit/support/xpath.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include <algorithm>

namespace xcapd::test {
namespace {

const xmlChar* chars(const char* text) { return reinterpret_cast<const xmlChar*>(text); }

void collect(xmlNode* node, std::vector<const xmlNode*>& order) {
    for (; node != nullptr; node = node->next) {
        if (node->type != XML_ELEMENT_NODE) continue;
        order.push_back(node);
        collect(node->children, order);
    }
}

// XPath's literals have no escapes: a text with both quotes is put together.
std::string literal(const std::string& text) {
    if (text.find('"') == text.npos) return '"' + text + '"';
    std::string parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const auto end = std::min(text.find('"', begin), text.size());
        parts += '"' + text.substr(begin, end - begin) + "\",";
        if (end < text.size()) parts += "'\"',";
        begin = end + 1;
    }
    return "concat(" + parts + "\"\")";
}

std::string name_test(const std::string& local, const std::string& ns) {
    return "[local-name()=" + literal(local) + " and namespace-uri()=" + literal(ns) + "]";
}

}  // namespace

struct XPathOracle::Parts {
    xmlDoc* document = nullptr;
    xmlXPathContext* context = nullptr;
    std::vector<const xmlNode*> order;
};

XPathOracle::XPathOracle(std::string_view document) : parts_(std::make_unique<Parts>()) {
    parts_->document =
        xmlReadMemory(document.data(), static_cast<int>(document.size()), "test", nullptr,
                      XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (parts_->document == nullptr) return;
    parts_->context = xmlXPathNewContext(parts_->document);
    xmlXPathRegisterNs(parts_->context, chars("d"), chars("test-app"));
    xmlXPathRegisterNs(parts_->context, chars("p"), chars("urn:p"));
    xmlXPathRegisterNs(parts_->context, chars("q"), chars("urn:q"));
    collect(xmlDocGetRootElement(parts_->document), parts_->order);
}

XPathOracle::~XPathOracle() {
    xmlXPathFreeContext(parts_->context);
    xmlFreeDoc(parts_->document);
}

bool XPathOracle::is_well_formed() const { return parts_->document != nullptr; }

std::vector<std::size_t> XPathOracle::elements(const std::string& xpath) const {
    std::vector<std::size_t> found;
    xmlXPathObject* object = xmlXPathEval(chars(xpath.c_str()), parts_->context);
    if (object == nullptr) return found;
    const xmlNodeSet* nodes = object->nodesetval;
    for (int i = 0; nodes != nullptr && i < nodes->nodeNr; ++i)
        found.push_back(static_cast<std::size_t>(
            std::find(parts_->order.begin(), parts_->order.end(), nodes->nodeTab[i]) -
            parts_->order.begin()));
    xmlXPathFreeObject(object);
    return found;
}

std::vector<std::string> xpath_prefixes(const std::string& selector) {
    std::vector<std::string> prefixes;
    std::string xpath;
    std::string step;
    bool is_quoted = false;
    const auto finish = [&] {
        const auto name = step.substr(0, step.find('['));
        const bool has_prefix = name.find(':') != name.npos || name == "*";
        xpath += "/" + (has_prefix ? step : "d:" + step);
        prefixes.push_back(xpath);
        step.clear();
    };
    for (const char c : selector) {
        if (c == '"') is_quoted = !is_quoted;
        if (c == '/' && !is_quoted) {
            finish();
        } else {
            step += c;
        }
    }
    finish();
    return prefixes;
}

std::string xpath_of(const xml::NodeSelector& selector, std::size_t steps) {
    std::string xpath;
    for (std::size_t i = 0; i < steps; ++i) {
        const auto& step = selector.steps[i];
        xpath += "/*";
        if (const auto& name = step.name)
            xpath +=
                name_test(name->local, name->is_unprefixed ? selector.default_namespace : name->ns);
        if (step.position) xpath += "[" + std::to_string(*step.position) + "]";
        if (const auto& test = step.attribute)
            xpath += "[@*" + name_test(test->name.local, test->name.ns) + "=" +
                     literal(test->value) + "]";
    }
    return xpath;
}

}  // namespace xcapd::test
