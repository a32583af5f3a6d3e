#include "xml/libxml.h"

#include <libxml/xmlerror.h>

#include "base/ascii.h"

namespace xcapd::xml {
namespace {

thread_local ErrorCollector* current = nullptr;

void collect(void*, xmlErrorPtr error) {
    if (current != nullptr && error != nullptr) current->add(*error);
}

// Nothing outside the bytes at hand is ever loaded.
xmlParserInputPtr load_nothing(const char*, const char*, xmlParserCtxtPtr) { return nullptr; }

}  // namespace

void initialize_libxml() {
    static const bool done = [] {
        xmlInitParser();
        xmlSetExternalEntityLoader(load_nothing);
        return true;
    }();
    static_cast<void>(done);
    xmlSetStructuredErrorFunc(nullptr, collect);
}

ErrorCollector::ErrorCollector() : outer_(current) { current = this; }

ErrorCollector::~ErrorCollector() { current = outer_; }

void ErrorCollector::add(const xmlError& error) {
    if (!first_.empty() || error.level == XML_ERR_WARNING) return;
    if (error.line > 0) {
        first_ = "line " + std::to_string(error.line);
        if (error.int2 > 0) first_ += ", column " + std::to_string(error.int2);
        first_ += ": ";
    }
    first_ += ascii::trim(error.message == nullptr ? "error" : error.message);
    for (char& c : first_)
        if (c == '\n' || c == '\r' || c == '\t') c = ' ';
}

}  // namespace xcapd::xml
