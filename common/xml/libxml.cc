#include "xml/libxml.h"

#include <libxml/xmlerror.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "xml/memory.h"

namespace xcapd::xml {
namespace {

thread_local FirstError* current = nullptr;

void collect(void*, xmlErrorPtr error) {
    if (current == nullptr || error == nullptr) return;
    current->note(*error);
    // One fatal error is enough. libxml2 would go on to describe each of a million others.
    if (error->domain == XML_FROM_PARSER && error->level == XML_ERR_FATAL && error->ctxt != nullptr)
        xmlStopParser(static_cast<xmlParserCtxt*>(error->ctxt));
}

// Clients search answers for the words of expat, which OpenXCAP's parser speaks (FACTS 4.6).
std::string_view in_words_of_expat(const xmlError& error) {
    if (error.domain == XML_FROM_NAMESPACE) return "unbound prefix: ";
    if (error.domain != XML_FROM_PARSER) return "";
    switch (error.code) {
        case XML_ERR_TAG_NAME_MISMATCH: return "mismatched tag: ";
        case XML_ERR_DOCUMENT_END: return "junk after document element: ";
        case XML_ERR_DOCUMENT_EMPTY:
        case XML_ERR_TAG_NOT_FINISHED: return "no element found: ";
        default: return "not well-formed (invalid token): ";
    }
}

// Nothing outside the bytes at hand is ever loaded.
xmlParserInputPtr load_nothing(const char*, const char*, xmlParserCtxtPtr) { return nullptr; }

}  // namespace

void initialize_libxml() {
    static const bool done = [] {
        watch_memory();
        xmlInitParser();
        xmlSetExternalEntityLoader(load_nothing);
        return true;
    }();
    static_cast<void>(done);
    xmlSetStructuredErrorFunc(nullptr, collect);
}

ErrorCollector::ErrorCollector() : outer_(current) { current = &error_; }

ErrorCollector::~ErrorCollector() { current = outer_; }

void FirstError::note(const xmlError& error) noexcept {
    try {
        add(error);
    } catch (const std::bad_alloc&) {
        note_shortage();
    }
}

void FirstError::add(const xmlError& error) {
    // A namespace name that is no URI reference is odd, and no fault (Namespaces in XML 2.1).
    const bool is_odd_uri = error.domain == XML_FROM_NAMESPACE &&
                            (error.code == XML_WAR_NS_URI || error.code == XML_WAR_NS_URI_RELATIVE);
    if (error.level == XML_ERR_WARNING || is_odd_uri) return;
    if (error.domain == XML_FROM_NAMESPACE)
        (error.code == XML_NS_ERR_UNDEFINED_NAMESPACE ? has_unbound_prefix_ : breaks_names_) = true;
    if (!text_.empty()) return;
    if (error.line > 0) {
        text_ = "line " + std::to_string(error.line);
        if (error.int2 > 0) text_ += ", column " + std::to_string(error.int2);
        text_ += ": ";
    }
    text_ += in_words_of_expat(error);
    // libxml2 quotes the document at length, and cuts its messages anywhere.
    text_ += ascii::trim(utf8_prefix(error.message == nullptr ? "error" : error.message, 300));
    for (char& c : text_)
        if (c == '\n' || c == '\r' || c == '\t') c = ' ';
}

}  // namespace xcapd::xml
