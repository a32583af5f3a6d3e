// The quoted-string of RFC 9110 5.6.4.
#pragma once

#include <string>
#include <string_view>

namespace xcapd::http {

/// For a value that comes from elsewhere.
inline std::string quoted_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    out += '"';
    return out;
}

/// The front of `text`, up to the first `separator` that stands in no quoted string. One that is
/// not closed reaches to the end.
inline std::string_view until_unquoted(std::string_view text, char separator) {
    bool is_quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') is_quoted = !is_quoted;
        if (is_quoted && text[i] == '\\') ++i;
        if (!is_quoted && text[i] == separator) return text.substr(0, i);
    }
    return text;
}

/// What a quoted string says; a token as it is.
inline std::string unquoted(std::string_view word) {
    if (word.size() < 2 || word.front() != '"' || word.back() != '"') return std::string(word);
    std::string out;
    for (std::size_t i = 1; i + 1 < word.size(); ++i) {
        if (word[i] == '\\' && i + 2 < word.size()) ++i;
        out += word[i];
    }
    return out;
}

}  // namespace xcapd::http
