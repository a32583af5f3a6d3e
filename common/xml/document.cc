#include "xml/document.h"

#include <algorithm>

#include "base/ascii.h"
#include "xml/index_builder.h"
#include "xml/prescan.h"

namespace xcapd::xml {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

Result<Document, ParseError> Document::parse(std::string bytes, const Limits& limits,
                                             const Schema* schema) {
    if (bytes.starts_with(byte_order_mark)) bytes.erase(0, byte_order_mark.size());
    Document document;
    document.bytes_ = std::make_unique<const std::string>(std::move(bytes));
    auto tags = prescan(*document.bytes_, limits);
    if (!tags) return fail(std::move(tags.error()));
    auto built = IndexBuilder(document, std::move(*tags)).build(schema, Prefixes::bound);
    if (!built) return fail(std::move(built.error()));
    return document;
}

Result<Document, ParseError> Document::parse_fragment(std::string_view bytes,
                                                      const Limits& limits) {
    if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
    Document document;
    document.bytes_ = std::make_unique<const std::string>(ascii::trim(bytes));
    auto tags = prescan(*document.bytes_, limits);
    if (!tags) {
        auto& error = tags.error();
        if (error.fault == ParseFault::not_well_formed) error.fault = ParseFault::not_fragment;
        return fail(std::move(error));
    }
    auto built = IndexBuilder(document, std::move(*tags)).build(nullptr, Prefixes::free);
    if (!built) return fail(ParseError{ParseFault::not_fragment, built.error().message});
    if (document.elements_.front().span.size() != document.bytes_->size())
        return fail(ParseError{ParseFault::not_fragment,
                               "The body must be one element, with nothing but white space around "
                               "it."});
    return document;
}

const Attribute* Document::attribute(const Element& e, std::string_view local,
                                     std::string_view ns) const {
    const auto found = std::find_if(
        attributes_begin(e), attributes_end(e),
        [&](const Attribute& a) { return a.local() == local && namespace_uri(a.ns) == ns; });
    return found == attributes_end(e) ? nullptr : &*found;
}

}  // namespace xcapd::xml
