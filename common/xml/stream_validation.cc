#include "xml/stream_validation.h"

#include <new>
#include <utility>

#include "xml/memory.h"

namespace xcapd::xml {
namespace {

// The handlers get libxml2's plug, which does not know us.
thread_local StreamValidation* current = nullptr;

void keep_first(void* error, xmlErrorPtr raised) { static_cast<FirstError*>(error)->note(*raised); }

}  // namespace

StreamValidation::StreamValidation(xmlSchema* schema, xmlParserCtxt* parser)
    : validator_(xmlSchemaNewValidCtxt(schema)),
      handlers_(parser->sax),
      user_data_(parser->userData) {
    if (!validator_) throw std::bad_alloc();
    xmlSchemaSetValidStructuredErrors(validator_.get(), keep_first, &error_);
    plug_ = xmlSchemaSAXPlug(validator_.get(), &parser->sax, &parser->userData);
    if (plug_ == nullptr) throw std::bad_alloc();
    plugged_ = *parser->sax;
    parser->sax->startElementNs = on_start;
    parser->sax->endElementNs = on_end;
    parser->sax->characters = on_text;
    parser->sax->ignorableWhitespace = on_text;
    parser->sax->cdataBlock = on_cdata;
    current = this;
}

StreamValidation::~StreamValidation() {
    current = nullptr;
    xmlSchemaSAXUnplug(plug_);
}

void StreamValidation::on_start(void* plug, const xmlChar* local, const xmlChar* prefix,
                                const xmlChar* uri, int namespace_count, const xmlChar** namespaces,
                                int attribute_count, int defaulted, const xmlChar** attributes) {
    current->hand_on_text();
    if (current->is_valid())
        current->plugged_.startElementNs(plug, local, prefix, uri, namespace_count, namespaces,
                                         attribute_count, defaulted, attributes);
    else
        current->handlers_->startElementNs(current->user_data_, local, prefix, uri, namespace_count,
                                           namespaces, attribute_count, defaulted, attributes);
}

void StreamValidation::on_end(void* plug, const xmlChar* local, const xmlChar* prefix,
                              const xmlChar* uri) {
    current->hand_on_text();
    if (current->is_valid())
        current->plugged_.endElementNs(plug, local, prefix, uri);
    else
        current->handlers_->endElementNs(current->user_data_, local, prefix, uri);
}

void StreamValidation::on_text(void*, const xmlChar* text, int size) { current->keep(text, size); }

void StreamValidation::on_cdata(void*, const xmlChar* text, int size) {
    current->has_cdata_ = true;
    current->keep(text, size);
}

// No exception may pass through libxml2.
void StreamValidation::keep(const xmlChar* text, int size) noexcept {
    if (!is_valid()) return;
    try {
        text_.append(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
    } catch (const std::bad_alloc&) {
        note_shortage();
    }
}

void StreamValidation::hand_on_text() {
    const bool has_cdata = std::exchange(has_cdata_, false);
    if ((text_.empty() && !has_cdata) || !is_valid()) return;
    const auto hand_on = has_cdata ? plugged_.cdataBlock : plugged_.characters;
    hand_on(plug_, reinterpret_cast<const xmlChar*>(text_.data()), static_cast<int>(text_.size()));
    text_.clear();
}

}  // namespace xcapd::xml
