#include "xml/text_content.h"

#include "base/xml_text.h"
#include "xml/select.h"
#include "xml/splices.h"

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

std::vector<Span> own_text_spans(const Document& document, ElementId element) {
    std::vector<Span> spans;
    const Element& owner = document.element(element);
    if (owner.is_empty_element()) return spans;
    const auto bytes = document.bytes().substr(0, end_of_content(document, owner));
    const auto end_of = [&](std::uint32_t from, std::string_view mark) {
        return static_cast<std::uint32_t>(bytes.find(mark, from) + mark.size());
    };
    auto child = first_child(document, element);
    for (std::uint32_t at = owner.start_tag_end; at < bytes.size();) {
        const auto rest = bytes.substr(at);
        auto end = static_cast<std::uint32_t>(bytes.size());
        if (child != no_element && at == document.element(child).span.begin) {
            end = document.element(child).span.end;
            child = next_sibling(document, child);
        } else if (rest.starts_with("<!--")) {
            end = end_of(at + 4, "-->");
        } else if (rest.starts_with("<?")) {
            end = end_of(at, "?>");
        } else {
            if (rest.starts_with("<![CDATA[")) {
                end = end_of(at, "]]>");
            } else if (const auto markup = rest.find('<'); markup != rest.npos) {
                end = at + static_cast<std::uint32_t>(markup);
            }
            spans.push_back({at, end});
        }
        at = end;
    }
    return spans;
}

std::string own_text(const Document& document, ElementId element) {
    std::string text;
    for (const auto& span : own_text_spans(document, element))
        text += text_between_tags(span.of(document.bytes()));
    return text;
}

}  // namespace xcapd::xml
