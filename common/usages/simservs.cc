#include "usages/simservs.h"

namespace xcapd {
namespace {

// The operator's parts one after the other, each with the namespaces of all names in it, since the
// same bytes mean something else where prefixes are bound otherwise.
std::string operator_parts(const xml::Document* document) {
    std::string parts;
    if (document == nullptr) return parts;
    const auto& elements = document->elements();
    for (xml::ElementId id = 0; id < elements.size(); ++id) {
        const auto& part = elements[id];
        if (!part.local().starts_with("operator-") ||
            document->namespace_uri(part.ns) != simservs_namespace)
            continue;
        parts += part.span.of(document->bytes());
        for (; id < elements.size() && elements[id].span.end <= part.span.end; ++id) {
            const auto& element = elements[id];
            parts += '\0' + std::string(document->namespace_uri(element.ns));
            for (auto attribute = document->attributes_begin(element);
                 attribute != document->attributes_end(element); ++attribute)
                parts += '\0' + std::string(document->namespace_uri(attribute->ns));
        }
        parts += '\0';
        --id;
    }
    return parts;
}

}  // namespace

bool changes_operator_parts(const xml::Document* before, const xml::Document* after) {
    return operator_parts(before) != operator_parts(after);
}

}  // namespace xcapd
