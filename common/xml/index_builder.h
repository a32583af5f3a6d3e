// Turns libxml2's SAX2 events into the index of a Document. Private to xml/.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "xml/document.h"
#include "xml/libxml.h"
#include "xml/prescan.h"

namespace xcapd::xml {

/// Whether every prefix must be bound in the bytes themselves (Namespaces in XML 6.1).
enum class Prefixes { bound, free };

class IndexBuilder {
  public:
    /// `tags` are those of the document's own bytes.
    IndexBuilder(Document& document, StartTags tags);

    /// Parses the document's bytes; fills its index. Fails with what libxml2 said.
    /// REQUIRES: prescan() passed. THROWS std::logic_error when libxml2's positions do not hold.
    Result<std::monostate, ParseError> build(const Schema* schema, Prefixes prefixes);

  private:
    static void on_start(void* self, const xmlChar* local, const xmlChar* prefix,
                         const xmlChar* uri, int namespace_count, const xmlChar** namespaces,
                         int attribute_count, int defaulted, const xmlChar** attributes);
    static void on_end(void* self, const xmlChar* local, const xmlChar* prefix, const xmlChar* uri);

    template <class Event>
    void take(Event event) noexcept;

    // libxml2 interns names and URIs in its dictionary: within one parse the pointer is the name.
    void start(const xmlChar* local, const xmlChar* uri, int namespace_count,
               const xmlChar** namespaces, int attribute_count, const xmlChar** attributes);
    void end(const xmlChar* local);
    bool is_closed(const Element& element) const;  // its tag ends in "/>"
    void complete(Attribute& attribute, const xmlChar** sax);
    void complete(NamespaceDeclaration& declaration, const xmlChar** sax);

    std::string_view bytes() const { return *document_.bytes_; }
    std::uint32_t position() const;
    std::uint32_t namespace_index(const xmlChar* uri);
    /// Ends the indexing where a rule about spans does not hold; build() judges it.
    void guard(bool holds, const char* rule);

    Document& document_;
    const bool tags_are_broken_;
    std::uint32_t begun_ = 0;          // of the document's elements
    xmlParserCtxt* parser_ = nullptr;  // the thread's, while this builds
    struct Open {
        ElementId id;
        const xmlChar* local;
    };
    std::vector<Open> open_;
    std::unordered_map<const xmlChar*, std::uint32_t> namespaces_;
    const xmlChar* last_uri_ = nullptr;  // most elements are in the namespace of the one before
    std::uint32_t last_namespace_ = 0;
    const char* broken_guard_ = nullptr;  // the first rule that did not hold; ends the indexing
};

}  // namespace xcapd::xml
