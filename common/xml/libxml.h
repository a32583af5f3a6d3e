// Owners of libxml2's objects, its global set-up, and the collector of its error messages.
// Private to xml/.
#pragma once

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include <memory>
#include <string>

namespace xcapd::xml {

struct FreeParser {
    void operator()(xmlParserCtxt* ctxt) const { xmlFreeParserCtxt(ctxt); }
};
using ParserPtr = std::unique_ptr<xmlParserCtxt, FreeParser>;

struct FreeSchema {
    void operator()(xmlSchema* schema) const { xmlSchemaFree(schema); }
};
using SchemaPtr = std::unique_ptr<xmlSchema, FreeSchema>;

struct FreeValidator {
    void operator()(xmlSchemaValidCtxt* ctxt) const { xmlSchemaFreeValidCtxt(ctxt); }
};
using ValidatorPtr = std::unique_ptr<xmlSchemaValidCtxt, FreeValidator>;

/// Initializes libxml2 once: no network, no files, no output of its own. Safe to repeat.
void initialize_libxml();

/// The first error of several, as a sentence.
class FirstError {
  public:
    /// "line 3, column 7: Opening and ending tag mismatch …", or empty.
    const std::string& text() const { return text_; }
    /// Whether one of them was of Namespaces in XML: a prefix that nothing binds, or another. Of
    /// the others some make libxml2 leave a declaration out.
    bool has_unbound_prefix() const { return has_unbound_prefix_; }
    bool breaks_names() const { return breaks_names_; }
    /// As libxml2 raises them. Too little memory for one is a shortage (memory.h).
    void note(const xmlError& error) noexcept;

  private:
    void add(const xmlError& error);

    std::string text_;
    bool has_unbound_prefix_ = false;
    bool breaks_names_ = false;
};

/// While it lives, keeps the first error libxml2's parsers raise on this thread.
class ErrorCollector {
  public:
    ErrorCollector();
    ~ErrorCollector();
    ErrorCollector(const ErrorCollector&) = delete;
    ErrorCollector& operator=(const ErrorCollector&) = delete;

    const FirstError& first() const { return error_; }

  private:
    FirstError error_;
    FirstError* outer_;
};

}  // namespace xcapd::xml
