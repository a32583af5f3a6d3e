#include "xml/index_builder.h"

#include <libxml/parserInternals.h>

#include <algorithm>
#include <span>
#include <stdexcept>

#include "xml/parser.h"
#include "xml/schema_compiled.h"

namespace xcapd::xml {
namespace {

std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

// Whether `local`, as libxml2 knows it, is what stands behind the colon of `qname`.
bool is_local_part(std::string_view qname, std::string_view local) {
    return qname.ends_with(local) &&
           (qname.size() == local.size() || qname[qname.size() - local.size() - 1] == ':');
}
// The same as a view into the document, and the part before it. REQUIRES: is_local_part().
std::string_view local_part(std::string_view qname, std::string_view local) {
    return qname.substr(qname.size() - local.size());
}
std::string_view prefix_part(std::string_view qname, std::string_view local) {
    return qname.substr(0, qname.size() - std::min(local.size() + 1, qname.size()));
}

// Whether `element`, up to its last `>`, ends in the end tag of `qname`.
bool has_end_tag(std::string_view element, std::string_view qname) {
    element.remove_suffix(1);
    while (element.ends_with(' ') || element.ends_with('\n') || element.ends_with('\t') ||
           element.ends_with('\r'))
        element.remove_suffix(1);
    if (!element.ends_with(qname)) return false;
    element.remove_suffix(qname.size());
    return element.ends_with("</");
}

void keep_first(void* error, xmlErrorPtr raised) { static_cast<FirstError*>(error)->add(*raised); }

// The schema's validator, fed by the events of one parse while it lives.
class Validation {
  public:
    Validation(xmlSchema* schema, xmlParserCtxt* parser)
        : validator_(xmlSchemaNewValidCtxt(schema)) {
        if (!validator_) throw std::bad_alloc();
        xmlSchemaSetValidStructuredErrors(validator_.get(), keep_first, &error_);
        plug_ = xmlSchemaSAXPlug(validator_.get(), &parser->sax, &parser->userData);
        if (plug_ == nullptr) throw std::bad_alloc();
    }
    Validation(const Validation&) = delete;
    Validation& operator=(const Validation&) = delete;
    ~Validation() { xmlSchemaSAXUnplug(plug_); }

    bool is_valid() const { return xmlSchemaIsValid(validator_.get()) == 1; }
    const std::string& first_error() const { return error_.text(); }

  private:
    FirstError error_;
    ValidatorPtr validator_;
    xmlSchemaSAXPlugPtr plug_ = nullptr;
};

}  // namespace

IndexBuilder::IndexBuilder(Document& document, const StartTags& tags)
    : document_(document), tags_(tags) {
    document_.elements_.reserve(tags.tags.size());
    document_.attributes_.reserve(tags.attributes.size());
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
        const Validation validation(schema->compiled_->schema.get(), parser_);
        xmlParseDocument(parser_);
        is_valid = validation.is_valid();
        schema_error = validation.first_error();
    } else {
        xmlParseDocument(parser_);
    }
    // An unbound prefix is a fault of Namespaces in XML, not of XML itself.
    const bool names_hold = !errors.first().breaks_names() &&
                            (prefixes == Prefixes::free || !errors.first().has_unbound_prefix());
    if (parser_->wellFormed != 1 || !names_hold)
        return fail(ParseError{ParseFault::not_well_formed, errors.first().text().empty()
                                                                ? "The document is not well-formed."
                                                                : errors.first().text()});
    // Of a document that is not well-formed libxml2 may report a tag it could not finish; of one
    // that is, every position must have held.
    guard(!tags_.is_broken && tags_.tags.size() == document_.elements_.size(),
          "start tags were found that libxml2 did not report");
    if (broken_guard_ != nullptr)
        throw std::logic_error(std::string("libxml2 reports positions xcapd cannot use: ") +
                               broken_guard_);
    if (!is_valid) document_.schema_fault_ = {ParseFault::schema_invalid, schema_error};
    return std::monostate{};
}

void IndexBuilder::on_start(void* self, const xmlChar* local, const xmlChar*, const xmlChar* uri,
                            int namespace_count, const xmlChar** namespaces, int attribute_count,
                            int, const xmlChar** attributes) {
    static_cast<IndexBuilder*>(self)->start(local, uri, namespace_count, namespaces,
                                            attribute_count, attributes);
}

void IndexBuilder::on_end(void* self, const xmlChar* local, const xmlChar*, const xmlChar*) {
    static_cast<IndexBuilder*>(self)->end(local);
}

void IndexBuilder::start(const xmlChar* interned, const xmlChar* uri, int namespace_count,
                         const xmlChar** namespaces, int attribute_count,
                         const xmlChar** attributes) {
    // libxml2 stands just before the `>` or `/>`.
    guard(document_.elements_.size() < tags_.tags.size(),
          "there are more start tags than were found");
    if (broken_guard_ != nullptr) return;
    const StartTag& tag = tags_.tags[document_.elements_.size()];
    const auto name = tag.name.of(bytes());
    const auto local = view(interned);
    guard(position() + (tag.is_empty_element ? 2 : 1) == tag.span.end,
          "a start tag does not end where it was found to end");
    guard(is_local_part(name, local), "a start tag does not carry the parsed name");
    const auto tokens =
        std::span(tags_.attributes).subspan(tag.first_attribute, tag.attribute_count);
    // libxml2 keeps a declaration of the prefix "xml", which is always bound, to itself.
    const auto is_silent = [&](const AttributeToken& token) {
        return token.is_namespace_declaration && token.name.of(bytes()) == "xmlns:xml";
    };
    // Each kind by itself: libxml2 takes `xmlns:="u"` or `xmlns:1="u"`, which break Namespaces in
    // XML, for an attribute and only then complains.
    int declared = static_cast<int>(tag.declaration_count);
    const int attributed = static_cast<int>(tag.attribute_count) - declared;
    if (declared > namespace_count)
        declared -= static_cast<int>(std::count_if(tokens.begin(), tokens.end(), is_silent));
    guard(declared == namespace_count && attributed == attribute_count,
          "a start tag does not hold the parsed attributes");
    if (broken_guard_ != nullptr) return;

    Element element;
    element.start_tag = tag.span;
    element.span = tag.span;
    element.parent = open_.empty() ? no_element : open_.back().id;
    element.depth = static_cast<std::uint32_t>(open_.size());
    element.ns = namespace_index(uri);
    element.prefix = prefix_part(name, local);
    element.local = local_part(name, local);
    element.is_empty_element = tag.is_empty_element;
    element.first_attribute = static_cast<std::uint32_t>(document_.attributes_.size());
    element.first_declaration = static_cast<std::uint32_t>(document_.declarations_.size());
    for (const auto& token : tokens) {
        if (is_silent(token)) continue;
        if (token.is_namespace_declaration) {
            add_declaration(token, namespaces);
            namespaces += 2;
        } else {
            add_attribute(token, attributes);
            attributes += 5;
        }
        if (broken_guard_ != nullptr) return;
    }
    element.attribute_count =
        static_cast<std::uint32_t>(document_.attributes_.size()) - element.first_attribute;
    element.declaration_count =
        static_cast<std::uint32_t>(document_.declarations_.size()) - element.first_declaration;
    open_.push_back({static_cast<ElementId>(document_.elements_.size()), name, interned});
    document_.elements_.push_back(element);
}

void IndexBuilder::end(const xmlChar* interned) {
    if (broken_guard_ != nullptr) return;
    guard(!open_.empty(), "an element ends that did not begin");
    if (broken_guard_ != nullptr) return;
    const Open open = open_.back();
    open_.pop_back();
    Element& element = document_.elements_[open.id];
    element.span.end = position();
    element.next = static_cast<ElementId>(document_.elements_.size());
    const auto whole = element.span.of(bytes());
    guard(element.span.end <= bytes().size() && whole.ends_with('>') && open.interned == interned,
          "an element does not end behind its >");
    if (broken_guard_ != nullptr) return;
    guard(element.is_empty_element ? element.span.end == element.start_tag.end
                                   : has_end_tag(whole, open.name),
          "an element does not end behind its end tag");
}

// SAX2 attribute: local name, prefix, URI, value, end of value.
void IndexBuilder::add_attribute(const AttributeToken& token, const xmlChar** sax) {
    const auto qname = token.name.of(bytes());
    const auto local = view(sax[0]);
    guard(is_local_part(qname, local), "an attribute does not carry the parsed name");
    if (broken_guard_ != nullptr) return;
    Attribute attribute;
    attribute.name = token.name;
    attribute.raw_value = token.value;
    attribute.ns = namespace_index(sax[2]);
    attribute.local = local_part(qname, local);
    const std::string_view parsed(reinterpret_cast<const char*>(sax[3]),
                                  static_cast<std::size_t>(sax[4] - sax[3]));
    const auto raw = token.value.of(bytes());
    attribute.value =
        parsed == raw ? raw : document_.expanded_values_.emplace_back(std::string(parsed));
    document_.attributes_.push_back(attribute);
}

// SAX2 namespace: prefix, URI.
void IndexBuilder::add_declaration(const AttributeToken& token, const xmlChar** sax) {
    const auto qname = token.name.of(bytes());
    NamespaceDeclaration declaration;
    declaration.prefix = qname.substr(std::min<std::size_t>(qname.size(), sizeof "xmlns"));
    guard(declaration.prefix == view(sax[0]), "a declaration does not carry the parsed prefix");
    declaration.ns = namespace_index(sax[1]);
    document_.declarations_.push_back(declaration);
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
