// Text as it may stand in an XML document we write ourselves.
#pragma once

#include <string>
#include <string_view>

#include "base/utf8.h"
#include "base/xml_text.h"

namespace xcapd::xml {

/// Escapes for element content and for attribute values in double quotes; characters that XML 1.0
/// does not allow, and bytes that are no UTF-8, become `?`.
inline std::string escape(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto next = utf8_first(text);
        switch (next.value) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            // As they are they would be normalised to spaces, or to one line end.
            case '\t': out += "&#9;"; break;
            case '\r': out += "&#13;"; break;
            case '\n': out += "&#10;"; break;
            default:
                if (next.length > 0 && is_xml_char(next.value)) {
                    out += text.substr(0, next.length);
                } else {
                    out += '?';
                }
        }
        text.remove_prefix(next.length > 0 ? next.length : 1);
    }
    return out;
}

}  // namespace xcapd::xml
