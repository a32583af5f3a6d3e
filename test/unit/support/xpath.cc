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

}  // namespace xcapd::test
