#include "api/json_writer.h"

#include "base/hex.h"

namespace xcapd::api {

void JsonWriter::key(std::string_view name) {
    separate();
    quoted(name);
    out_ += ':';
    needs_comma_ = false;
}

void JsonWriter::string(std::string_view text) {
    separate();
    quoted(text);
}

// RFC 8259 7: quotation mark, reverse solidus and controls must be escaped.
void JsonWriter::quoted(std::string_view text) {
    out_ += '"';
    std::size_t written = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20) continue;
        out_ += text.substr(written, i - written);
        written = i + 1;
        switch (c) {
            case '"': out_ += "\\\""; break;
            case '\\': out_ += "\\\\"; break;
            case '\n': out_ += "\\n"; break;
            case '\r': out_ += "\\r"; break;
            case '\t': out_ += "\\t"; break;
            default: out_ += "\\u00" + to_hex(std::string_view(&c, 1));
        }
    }
    out_ += text.substr(written);
    out_ += '"';
}

}  // namespace xcapd::api
