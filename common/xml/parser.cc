#include "xml/parser.h"

#include <libxml/parserInternals.h>

#include <new>

#include "xml/memory.h"

namespace xcapd::xml {
namespace {

// Names of documents stay in the dictionary; what strangers may put there is bounded.
constexpr int most_kept_names = 1000;

thread_local ParserPtr kept;

void make_ready() {
    // One that had too little memory may have kept a part of something.
    if (kept && (is_short_of_memory() || xmlDictSize(kept->dict) > most_kept_names)) kept.reset();
    forget_shortage();
    if (kept) {
        xmlCtxtReset(kept.get());
    } else {
        kept.reset(xmlNewParserCtxt());
        if (!kept) throw std::bad_alloc();
    }
    // NOENT: without it libxml2 reports "&amp;" in an attribute as "&#38;". There are no entities
    // to expand but the predefined ones, since prescan() refuses DOCTYPE.
    xmlCtxtUseOptions(kept.get(), XML_PARSE_NONET | XML_PARSE_NOENT);
    *kept->sax = {};
    kept->sax->initialized = XML_SAX2_MAGIC;
}

}  // namespace

xmlParserCtxt* begin_parse(const std::string& bytes) {
    initialize_libxml();
    if (bytes.empty()) return nullptr;
    make_ready();
    xmlParserInputPtr input = xmlNewInputStream(kept.get());
    if (input == nullptr) throw std::bad_alloc();
    // Read where they lie: a buffer of libxml2's own would be a copy, and be asked for more bytes
    // again and again near its end.
    input->base = input->cur = reinterpret_cast<const xmlChar*>(bytes.c_str());
    input->end = input->base + bytes.size();
    if (inputPush(kept.get(), input) < 0) {
        xmlFreeInputStream(input);
        throw std::bad_alloc();
    }
    return kept.get();
}

}  // namespace xcapd::xml
