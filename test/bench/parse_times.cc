// What a parse of a document costs that does nothing else: the reference for xcapd's own work on
// large documents. Prints two medians in microseconds of CPU time: a bare SAX2 parse from memory,
// and libxml2's streaming schema validation, which is what `xmllint --stream --schema` does.
//
// Usage: bench-parse-times DOCUMENT SCHEMA ROUNDS
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlreader.h>
#include <libxml/xmlschemas.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

void on_start(void*, const xmlChar*, const xmlChar*, const xmlChar*, int, const xmlChar**, int, int,
              const xmlChar**) {}
void on_end(void*, const xmlChar*, const xmlChar*, const xmlChar*) {}
void on_characters(void*, const xmlChar*, int) {}

struct FreeReader {
    void operator()(xmlTextReader* reader) const { xmlFreeTextReader(reader); }
};
struct FreeSchema {
    void operator()(xmlSchema* schema) const { xmlSchemaFree(schema); }
};
struct FreeSchemaParser {
    void operator()(xmlSchemaParserCtxt* ctxt) const { xmlSchemaFreeParserCtxt(ctxt); }
};
struct FreeParser {
    void operator()(xmlParserCtxt* ctxt) const { xmlFreeParserCtxt(ctxt); }
};

void parse_bare(const std::string& document) {
    xmlSAXHandler handler{};
    handler.initialized = XML_SAX2_MAGIC;
    handler.startElementNs = on_start;
    handler.endElementNs = on_end;
    handler.characters = on_characters;
    handler.ignorableWhitespace = on_characters;
    const std::unique_ptr<xmlParserCtxt, FreeParser> ctxt(
        xmlCreateMemoryParserCtxt(document.data(), static_cast<int>(document.size())));
    xmlSAXHandler* own = ctxt->sax;
    ctxt->sax = &handler;
    const int failed = xmlParseDocument(ctxt.get());
    ctxt->sax = own;
    if (failed != 0) throw std::runtime_error("the document is not well-formed");
}

void validate(const std::string& document, xmlSchema* schema) {
    const std::unique_ptr<xmlTextReader, FreeReader> reader(xmlReaderForMemory(
        document.data(), static_cast<int>(document.size()), "document", nullptr, 0));
    xmlTextReaderSetSchema(reader.get(), schema);
    int result = 0;
    while ((result = xmlTextReaderRead(reader.get())) == 1) {
    }
    if (result != 0 || xmlTextReaderIsValid(reader.get()) != 1)
        throw std::runtime_error("the document is not valid");
}

double cpu_microseconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

template <class Work>
double median_of(int rounds, const Work& work) {
    std::vector<double> times;
    for (int i = 0; i < rounds; ++i) {
        const double start = cpu_microseconds();
        work();
        times.push_back(cpu_microseconds() - start);
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

std::string read_file(const char* path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (file) text << file.rdbuf();
    if (!file) throw std::runtime_error(std::string(path) + " cannot be read");
    return text.str();
}

int measure(char** argv) {
    const std::string document = read_file(argv[1]);
    const int rounds = std::max(std::atoi(argv[3]), 1);
    const std::unique_ptr<xmlSchemaParserCtxt, FreeSchemaParser> parser(
        xmlSchemaNewParserCtxt(argv[2]));
    const std::unique_ptr<xmlSchema, FreeSchema> schema(xmlSchemaParse(parser.get()));
    if (!schema) throw std::runtime_error("the schema does not compile");
    std::cout << "{\"bytes\": " << document.size()
              << ", \"bare_parse_us\": " << median_of(rounds, [&] { parse_bare(document); })
              << ", \"stream_validation_us\": "
              << median_of(rounds, [&] { validate(document, schema.get()); }) << "}\n";
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::cerr << "Usage: bench-parse-times DOCUMENT SCHEMA ROUNDS\n";
        return 2;
    }
    try {
        return measure(argv);
    } catch (const std::exception& error) {
        std::cerr << "bench-parse-times: " << error.what() << '\n';
        return 1;
    }
}
