#include "xml/document.h"

#include <algorithm>

#include "xml/index_builder.h"
#include "xml/prescan.h"

namespace xcapd::xml {

Result<Document, ParseError> Document::parse(std::string bytes, const Limits& limits,
                                             const Schema* schema) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);
    if (auto error = prescan(bytes, limits)) return fail(std::move(*error));
    Document document;
    document.bytes_ = std::make_unique<const std::string>(std::move(bytes));
    auto built = IndexBuilder(document).build(schema);
    if (!built) return fail(std::move(built.error()));
    return document;
}

const Attribute* Document::attribute(const Element& e, std::string_view local,
                                     std::string_view ns) const {
    const auto found = std::find_if(
        attributes_begin(e), attributes_end(e),
        [&](const Attribute& a) { return a.local == local && namespace_uri(a.ns) == ns; });
    return found == attributes_end(e) ? nullptr : &*found;
}

}  // namespace xcapd::xml
