#include "uri/xpointer.h"

#include <optional>

#include "base/ascii.h"
#include "base/xml_text.h"

namespace xcapd {
namespace {

std::string_view without_spaces(std::string_view text) {
    while (!text.empty() && ascii::is_space(text.front())) text.remove_prefix(1);
    return text;
}

// Takes `Scheme(` off the front of `rest`; the scheme is a QName.
std::optional<std::string> take_scheme(std::string_view& rest) {
    std::size_t length = ncname_prefix(rest);
    if (length > 0 && rest.substr(length).starts_with(':')) {
        const auto local = ncname_prefix(rest.substr(length + 1));
        length = local == 0 ? 0 : length + 1 + local;
    }
    if (length == 0 || !rest.substr(length).starts_with('(')) return std::nullopt;
    std::string scheme(rest.substr(0, length));
    rest.remove_prefix(length + 1);
    return scheme;
}

// Takes the scheme's data and its `)` off the front of `rest`. Parentheses balance, or are
// escaped by "^", as is "^" itself.
std::optional<std::string> take_data(std::string_view& rest) {
    std::string data;
    int depth = 0;
    for (std::size_t i = 0; i < rest.size(); ++i) {
        char c = rest[i];
        if (c == '^') {
            if (++i == rest.size()) return std::nullopt;
            c = rest[i];
            if (c != '(' && c != ')' && c != '^') return std::nullopt;
        } else if (c == '(') {
            ++depth;
        } else if (c == ')' && depth-- == 0) {
            rest.remove_prefix(i + 1);
            return data;
        }
        data += c;
    }
    return std::nullopt;
}

// Some phones write the URI in quotes (FACTS 5).
std::string_view without_quotes(std::string_view uri) {
    const bool is_quoted =
        uri.size() >= 2 && (uri.front() == '"' || uri.front() == '\'') && uri.front() == uri.back();
    return is_quoted ? uri.substr(1, uri.size() - 2) : uri;
}

// RETURNS what is wrong, or an empty string.
std::string add_binding(NamespaceBindings& bindings, std::string_view data) {
    const auto equals = data.find('=');
    const auto prefix = ascii::trim(data.substr(0, equals));
    if (equals == data.npos || !is_ncname(prefix))
        return "xmlns(" + std::string(data) + ") in the query binds no prefix.";
    const auto uri = without_quotes(ascii::trim(data.substr(equals + 1)));
    if (uri.empty())
        return "The query binds the prefix \"" + std::string(prefix) + "\" to nothing.";
    const bool is_xml_uri = uri == "http://www.w3.org/XML/1998/namespace";
    if (prefix == "xmlns" || uri == "http://www.w3.org/2000/xmlns/" ||
        (prefix == "xml") != is_xml_uri)
        return "The query binds the prefix \"" + std::string(prefix) + "\", which is reserved.";
    bindings[std::string(prefix)] = std::string(uri);
    return {};
}

}  // namespace

Result<NamespaceBindings, std::string> parse_namespace_bindings(std::string_view query) {
    NamespaceBindings bindings = {{"xml", "http://www.w3.org/XML/1998/namespace"}};
    auto rest = without_spaces(query);
    if (is_ncname(rest)) return bindings;
    while (!rest.empty()) {
        const auto scheme = take_scheme(rest);
        const auto data = scheme ? take_data(rest) : std::nullopt;
        if (!data)
            return fail(
                std::string("The query is no XPointer expression: it must consist of parts "
                            "like xmlns(prefix=uri)."));
        if (*scheme == "xmlns")
            if (auto error = add_binding(bindings, *data); !error.empty())
                return fail(std::move(error));
        rest = without_spaces(rest);
    }
    return bindings;
}

}  // namespace xcapd
