#include "xml/parser.h"

#include <libxml/parserInternals.h>

#include <new>

namespace xcapd::xml {
namespace {

// Names of documents stay in the dictionary; what strangers may put there is bounded.
constexpr int most_kept_names = 1000;

thread_local ParserPtr kept;

void make_ready() {
    if (kept && xmlDictSize(kept->dict) > most_kept_names) kept.reset();
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

xmlParserCtxt* begin_parse(std::string_view bytes) {
    initialize_libxml();
    if (bytes.empty()) return nullptr;
    make_ready();
    // A copy: libxml2 2.9 cannot read on in a buffer that is not its own.
    xmlParserInputBufferPtr buffer = xmlParserInputBufferCreateMem(
        bytes.data(), static_cast<int>(bytes.size()), XML_CHAR_ENCODING_NONE);
    if (buffer == nullptr) throw std::bad_alloc();
    xmlParserInputPtr input = xmlNewIOInputStream(kept.get(), buffer, XML_CHAR_ENCODING_NONE);
    if (input == nullptr) {
        xmlFreeParserInputBuffer(buffer);
        throw std::bad_alloc();
    }
    if (inputPush(kept.get(), input) < 0) throw std::bad_alloc();
    return kept.get();
}

}  // namespace xcapd::xml
