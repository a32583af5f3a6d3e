#include "xml/index_builder.h"

#include <libxml/parserInternals.h>

#include <algorithm>
#include <new>
#include <stdexcept>

#include "xml/memory.h"
#include "xml/parser.h"
#include "xml/schema_compiled.h"
#include "xml/stream_validation.h"

namespace xcapd::xml {
namespace {

constexpr std::size_t usual_depth = 16;

std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

// Whether `local`, as libxml2 knows it, is what stands behind the colon of `qname`.
bool is_local_part(std::string_view qname, std::string_view local) {
    return qname.ends_with(local) &&
           (qname.size() == local.size() || qname[qname.size() - local.size() - 1] == ':');
}
// Whether `element`, up to its last `>`, ends in the end tag of `qname`.
bool has_end_tag(std::string_view element, std::string_view qname) {
    element.remove_suffix(1);
    while (element.ends_with(' ') || element.ends_with('\n') || element.ends_with('\t') ||
           element.ends_with('\r'))
        element.remove_suffix(1);
    if (!element.ends_with(qname)) return false;
    element.remove_suffix(qname.size());
    return element.size() >= 2 && element.back() == '/' && element[element.size() - 2] == '<';
}

}  // namespace

IndexBuilder::IndexBuilder(Document& document, StartTags tags)
    : document_(document), tags_are_broken_(tags.is_broken) {
    document_.elements_ = std::move(tags.elements);
    document_.attributes_ = std::move(tags.attributes);
    document_.declarations_ = std::move(tags.declarations);
    open_.reserve(usual_depth);
}

Result<std::monostate, ParseError> IndexBuilder::build(const Schema* schema, Prefixes prefixes) {
    parser_ = begin_parse(*document_.bytes_);
    if (parser_ == nullptr)
        return fail(ParseError{ParseFault::not_well_formed, "The document is empty."});
    parser_->sax->startElementNs = on_start;
    parser_->sax->endElementNs = on_end;
    parser_->userData = this;

    ErrorCollector errors;
    bool is_valid = true;
    std::string schema_error;
    if (schema != nullptr) {
        const StreamValidation validation(schema->compiled_->schema.get(), parser_);
        xmlParseDocument(parser_);
        is_valid = validation.is_valid();
        schema_error = validation.first_error();
    } else {
        xmlParseDocument(parser_);
    }
    if (is_short_of_memory()) throw std::bad_alloc();
    // An unbound prefix is a fault of Namespaces in XML, not of XML itself.
    const bool names_hold = !errors.first().breaks_names() &&
                            (prefixes == Prefixes::free || !errors.first().has_unbound_prefix());
    if (parser_->wellFormed != 1 || !names_hold)
        return fail(ParseError{ParseFault::not_well_formed, errors.first().text().empty()
                                                                ? "The document is not well-formed."
                                                                : errors.first().text()});
    // Of a document that is not well-formed libxml2 may report a tag it could not finish; of one
    // that is, every position must have held.
    guard(!tags_are_broken_ && begun_ == document_.elements_.size(),
          "start tags were found that libxml2 did not report");
    if (broken_guard_ != nullptr)
        throw std::logic_error(std::string("libxml2 reports positions xcapd cannot use: ") +
                               broken_guard_);
    if (is_valid && schema != nullptr) {
        schema_error = schema->vocabulary().undeclared_in(document_);
        is_valid = schema_error.empty();
    }
    if (!is_valid) document_.schema_fault_ = {ParseFault::schema_invalid, schema_error};
    return std::monostate{};
}

void IndexBuilder::on_start(void* self, const xmlChar* local, const xmlChar*, const xmlChar* uri,
                            int namespace_count, const xmlChar** namespaces, int attribute_count,
                            int, const xmlChar** attributes) {
    static_cast<IndexBuilder*>(self)->take([=](IndexBuilder& builder) {
        builder.start(local, uri, namespace_count, namespaces, attribute_count, attributes);
    });
}

void IndexBuilder::on_end(void* self, const xmlChar* local, const xmlChar*, const xmlChar*) {
    static_cast<IndexBuilder*>(self)->take([=](IndexBuilder& builder) { builder.end(local); });
}

// No exception may pass through libxml2, and what comes behind a shortage is of no use.
template <class Event>
void IndexBuilder::take(Event event) noexcept {
    try {
        if (!is_short_of_memory()) event(*this);
    } catch (const std::bad_alloc&) {
        note_shortage();
    }
    if (is_short_of_memory()) xmlStopParser(parser_);
}

void IndexBuilder::start(const xmlChar* interned, const xmlChar* uri, int namespace_count,
                         const xmlChar** namespaces, int attribute_count,
                         const xmlChar** attributes) {
    // libxml2 stands just before the `>` or `/>`.
    guard(begun_ < document_.elements_.size(), "there are more start tags than were found");
    if (broken_guard_ != nullptr) return;
    const ElementId id = begun_++;
    Element& element = document_.elements_[id];
    const auto local = view(interned);
    guard(position() + (is_closed(element) ? 2 : 1) == element.start_tag_end,
          "a start tag does not end where it was found to end");
    guard(is_local_part(element.name(), local), "a start tag does not carry the parsed name");
    // Each kind by itself: libxml2 takes `xmlns:="u"` or `xmlns:1="u"`, which break Namespaces in
    // XML, for an attribute and only then complains.
    guard(element.declaration_count == static_cast<std::uint32_t>(namespace_count) &&
              element.attribute_count == static_cast<std::uint32_t>(attribute_count),
          "a start tag does not hold the parsed attributes");
    if (broken_guard_ != nullptr) return;
    element.local_size = static_cast<std::uint32_t>(local.size());
    element.ns = namespace_index(uri);
    element.depth = static_cast<std::uint32_t>(open_.size());
    if (!open_.empty()) element.parent = open_.back().id;
    for (std::uint32_t i = 0; i < element.declaration_count; ++i)
        complete(document_.declarations_[element.first_declaration + i], namespaces + 2 * i);
    for (std::uint32_t i = 0; i < element.attribute_count; ++i)
        complete(document_.attributes_[element.first_attribute + i], attributes + 5 * i);
    open_.push_back({id, interned});
}

bool IndexBuilder::is_closed(const Element& element) const {
    return bytes()[element.start_tag_end - 2] == '/';
}

void IndexBuilder::end(const xmlChar* interned) {
    if (broken_guard_ != nullptr) return;
    guard(!open_.empty(), "an element ends that did not begin");
    if (broken_guard_ != nullptr) return;
    const Open open = open_.back();
    open_.pop_back();
    Element& element = document_.elements_[open.id];
    const std::uint32_t end = position();
    element.next = begun_;
    guard(end >= element.start_tag_end && end <= bytes().size() && bytes()[end - 1] == '>' &&
              open.local == interned,
          "an element does not end behind its >");
    if (broken_guard_ != nullptr) return;
    element.span.end = end;
    guard(is_closed(element)
              ? element.is_empty_element()
              : has_end_tag(Span{element.start_tag_end, end}.of(bytes()), element.name()),
          "an element does not end behind its end tag");
}

// SAX2 attribute: local name, prefix, URI, value, end of value.
void IndexBuilder::complete(Attribute& attribute, const xmlChar** sax) {
    const auto local = view(sax[0]);
    guard(is_local_part(attribute.name.of(bytes()), local),
          "an attribute does not carry the parsed name");
    if (broken_guard_ != nullptr) return;
    attribute.local_size = static_cast<std::uint32_t>(local.size());
    attribute.ns = namespace_index(sax[2]);
    const std::string_view parsed(reinterpret_cast<const char*>(sax[3]),
                                  static_cast<std::size_t>(sax[4] - sax[3]));
    const auto raw = attribute.raw_value.of(bytes());
    // Where there is nothing to expand, libxml2 points at the document's own bytes.
    const bool is_raw =
        (parsed.data() == raw.data() && parsed.size() == raw.size()) || parsed == raw;
    attribute.value = is_raw ? raw : document_.expanded_values_.emplace_front(parsed);
}

// SAX2 namespace: prefix, URI.
void IndexBuilder::complete(NamespaceDeclaration& declaration, const xmlChar** sax) {
    guard(declaration.prefix == view(sax[0]), "a declaration does not carry the parsed prefix");
    declaration.ns = namespace_index(sax[1]);
}

std::uint32_t IndexBuilder::position() const {
    const xmlParserInput* input = parser_->input;
    return static_cast<std::uint32_t>(input->consumed +
                                      static_cast<unsigned long>(input->cur - input->base));
}

std::uint32_t IndexBuilder::namespace_index(const xmlChar* uri) {
    if (uri == nullptr || *uri == 0) return 0;
    if (uri == last_uri_) return last_namespace_;
    const auto next = static_cast<std::uint32_t>(document_.namespaces_.size());
    const auto [known, is_new] = namespaces_.emplace(uri, next);
    if (is_new) document_.namespaces_.emplace_back(view(uri));
    last_uri_ = uri;
    last_namespace_ = known->second;
    return known->second;
}

void IndexBuilder::guard(bool holds, const char* rule) {
    if (!holds && broken_guard_ == nullptr) broken_guard_ = rule;
}

}  // namespace xcapd::xml
