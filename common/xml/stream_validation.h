// Validation by a schema in the same pass as the parse, linear where libxml2's own plug is not.
// Private to xml/.
//
// libxml2 appends each piece of a text to the last with strlen() and realloc(), and a text comes in
// a piece for each line end and reference: 2 MB of "x\r\n" cost three seconds. Here the validator
// gets a text whole. And since the first fault decides, it is asked nothing more behind it: each
// further one would be formatted for nobody.
#pragma once

#include <string>

#include "xml/libxml.h"

namespace xcapd::xml {

/// The schema's validator, fed by the events of one parse while it lives; one in each thread.
class StreamValidation {
  public:
    /// REQUIRES: the handlers and the user data of `parser` are set. THROWS std::bad_alloc.
    StreamValidation(xmlSchema* schema, xmlParserCtxt* parser);
    StreamValidation(const StreamValidation&) = delete;
    StreamValidation& operator=(const StreamValidation&) = delete;
    ~StreamValidation();

    bool is_valid() const { return xmlSchemaIsValid(validator_.get()) == 1; }
    const std::string& first_error() const { return error_.text(); }

  private:
    static void on_start(void* plug, const xmlChar* local, const xmlChar* prefix,
                         const xmlChar* uri, int namespace_count, const xmlChar** namespaces,
                         int attribute_count, int defaulted, const xmlChar** attributes);
    static void on_end(void* plug, const xmlChar* local, const xmlChar* prefix, const xmlChar* uri);
    static void on_text(void* plug, const xmlChar* text, int size);
    static void on_cdata(void* plug, const xmlChar* text, int size);

    void keep(const xmlChar* text, int size) noexcept;
    void hand_on_text();

    FirstError error_;
    ValidatorPtr validator_;
    const xmlSAXHandler* handlers_;  // the index's own
    void* user_data_;                // theirs
    xmlSchemaSAXPlugPtr plug_ = nullptr;
    xmlSAXHandler plugged_ = {};  // what feeds both the index and the validator
    std::string text_;            // since the last tag
    bool has_cdata_ = false;      // in it: not even white space of it may stand between elements
};

}  // namespace xcapd::xml
