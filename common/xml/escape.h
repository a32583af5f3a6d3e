// Text as it may stand in an XML document we write ourselves.
#pragma once

#include <string>
#include <string_view>

namespace xcapd::xml {

/// Escapes for element content and for attribute values in double quotes; characters that XML 1.0
/// does not allow become `?`.
inline std::string escape(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default:
                out += static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' ? '?' : c;
        }
    }
    return out;
}

}  // namespace xcapd::xml
