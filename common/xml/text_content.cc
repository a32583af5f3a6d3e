#include "xml/text_content.h"

#include "base/xml_text.h"

namespace xcapd::xml {
namespace {

struct Markup {
    std::string_view begin;
    std::string_view end;
    bool is_text;
};
constexpr Markup markups[] = {
    {"<![CDATA[", "]]>", true}, {"<!--", "-->", false}, {"<?", "?>", false}, {"<", ">", false}};

}  // namespace

// REQUIRES: a parsed document, so every markup has its end.
std::string text_between_tags(std::string_view rest) {
    std::string out;
    while (!rest.empty()) {
        const auto text = rest.substr(0, rest.find('<'));
        out += expand_att_value(text).value_or("");
        rest.remove_prefix(text.size());
        for (const auto& markup : markups) {
            if (!rest.starts_with(markup.begin)) continue;
            const auto end = rest.find(markup.end);
            if (markup.is_text) out += rest.substr(markup.begin.size(), end - markup.begin.size());
            rest.remove_prefix(end == rest.npos ? rest.size() : end + markup.end.size());
            break;
        }
    }
    return out;
}

std::string text_content(const Document& document, const Element& element) {
    if (element.is_empty_element()) return {};
    const auto content =
        document.bytes().substr(element.start_tag_end, element.span.end - element.start_tag_end);
    return text_between_tags(content.substr(0, content.rfind("</")));
}

}  // namespace xcapd::xml
