#include "uri/node_selector_parser.h"

#include <optional>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "base/percent.h"
#include "base/utf8.h"
#include "base/xml_text.h"
#include "uri/xpointer.h"

namespace xcapd {
namespace {

Failure<UriError> malformed(std::string sentence) {
    return fail(UriError{UriFault::malformed, "Failed to parse node: " + std::move(sentence)});
}

Failure<UriError> extension(std::string_view step) {
    return fail(UriError{UriFault::no_node, "The step \"" + std::string(step) +
                                                "\" is no selector that this server knows."});
}

// First of `wanted` in `text` that stands in no quotes, from `at` on; or npos.
std::size_t find_outside_quotes(std::string_view text, std::string_view wanted, std::size_t at) {
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (c == wanted.front() && text.substr(at).starts_with(wanted)) return at;
        if (c == '"' || c == '\'') at = std::min(text.find(c, at + 1), text.size());
    }
    return std::string_view::npos;
}

// A name as written: "local" or "prefix:local".
struct WrittenName {
    std::string_view prefix;
    std::string_view local;
    std::size_t size = 0;
};

std::optional<WrittenName> written_name(std::string_view text) {
    const auto first = ncname_prefix(text);
    if (first == 0) return std::nullopt;
    if (!text.substr(first).starts_with(':')) return WrittenName{{}, text.substr(0, first), first};
    const auto second = ncname_prefix(text.substr(first + 1));
    if (second == 0) return std::nullopt;
    return WrittenName{text.substr(0, first), text.substr(first + 1, second), first + 1 + second};
}

class Parser {
  public:
    explicit Parser(const NamespaceBindings& bindings) : bindings_(bindings) {}

    Result<xml::NodeSelector, UriError> selector(std::string_view text) {
        xml::NodeSelector selector;
        selector.text = text;
        selector.steps.reserve(usual_steps);
        for (std::size_t begin = 0;;) {
            const auto slash = find_outside_quotes(text, "/", begin);
            const auto piece = text.substr(begin, slash - begin);
            const bool is_last = slash == text.npos;
            if (is_last && !selector.steps.empty() && piece == "namespace::*") {
                selector.terminal = xml::Terminal::namespaces;
            } else if (is_last && !selector.steps.empty() && piece.starts_with('@')) {
                const auto name = written_name(piece.substr(1));
                if (!name || name->size != piece.size() - 1) return extension(piece);
                auto attribute = qualify(*name);
                if (!attribute) return fail(std::move(attribute.error()));
                selector.terminal = xml::Terminal::attribute;
                selector.attribute = std::move(attribute.value());
            } else {
                auto parsed = step(piece);
                if (!parsed) return fail(std::move(parsed.error()));
                parsed->end = begin + piece.size();
                selector.steps.push_back(std::move(parsed.value()));
            }
            if (is_last) return selector;
            begin = slash + 1;
        }
    }

  private:
    static constexpr std::size_t usual_steps = 4;

    Result<xml::Step, UriError> step(std::string_view text) {
        if (text.empty()) return malformed("a step of the node selector is empty.");
        xml::Step step;
        std::string_view rest;
        if (text.starts_with('*')) {
            rest = text.substr(1);
        } else {
            const auto name = written_name(text);
            if (!name) return extension(text);
            rest = text.substr(name->size);
            if (!rest.empty() && rest.front() != '[') return extension(text);
            auto qualified = qualify(*name);
            if (!qualified) return fail(std::move(qualified.error()));
            step.name = std::move(qualified.value());
        }
        if (!rest.empty() && rest.front() != '[') return extension(text);
        if (rest.size() > 1 && ascii::is_digit(rest[1])) {
            step.position = take_position(rest);
            if (!step.position) return broken_predicate(text);
        }
        if (!rest.empty()) {
            auto test = take_attribute_test(rest);
            if (!test) return fail(std::move(test.error()));
            if (!test.value() || !rest.empty()) return broken_predicate(text);
            step.attribute = std::move(*test.value());
        }
        return step;
    }

    static Failure<UriError> broken_predicate(std::string_view step) {
        return malformed("the predicate of the step \"" + std::string(step) +
                         "\" must be [position], [@name=\"value\"], or both in this order.");
    }

    // "[" 1*DIGIT "]". Positions that no document can have are all one.
    static std::optional<std::uint32_t> take_position(std::string_view& rest) {
        std::size_t at = 1;
        std::uint64_t position = 0;
        for (; at < rest.size() && ascii::is_digit(rest[at]); ++at)
            position = std::min<std::uint64_t>(
                position * 10 + static_cast<std::uint64_t>(rest[at] - '0'), UINT32_MAX);
        if (at >= rest.size() || rest[at] != ']') return std::nullopt;
        rest.remove_prefix(at + 1);
        return static_cast<std::uint32_t>(position);
    }

    // "[@" QName "=" AttValue "]". RETURNS nothing where it has another form.
    Result<std::optional<xml::AttributeTest>, UriError> take_attribute_test(
        std::string_view& rest) {
        using Test = std::optional<xml::AttributeTest>;
        if (!rest.starts_with("[@")) return Test();
        const auto name = written_name(rest.substr(2));
        if (!name) return Test();
        auto value = rest.substr(2 + name->size);
        if (value.size() < 3 || value[0] != '=' || (value[1] != '"' && value[1] != '\''))
            return Test();
        const auto close = value.find(value[1], 2);
        if (close == value.npos || !value.substr(close + 1).starts_with(']')) return Test();
        auto expanded = expand_att_value(value.substr(2, close - 2));
        if (!expanded)
            return malformed("the attribute value in a predicate is no AttValue of XML.");
        auto qualified = qualify(*name);
        if (!qualified) return fail(std::move(qualified.error()));
        rest = value.substr(close + 2);
        return Test({std::move(qualified.value()), std::move(*expanded)});
    }

    Result<xml::QualifiedName, UriError> qualify(const WrittenName& name) const {
        if (name.prefix.empty()) return xml::QualifiedName{true, {}, std::string(name.local)};
        const auto binding = bindings_.find(name.prefix);
        if (binding == bindings_.end())
            return malformed("the prefix \"" + std::string(name.prefix) +
                             "\" is not bound by the query; add ?xmlns(" +
                             std::string(name.prefix) + "=uri).");
        return xml::QualifiedName{false, binding->second, std::string(name.local)};
    }

    const NamespaceBindings& bindings_;
};

// Takes a query that was sent with an encoded question mark off the end of the selector.
std::string take_encoded_query(std::string& selector) {
    const auto at = find_outside_quotes(selector, "?xmlns(", 0);
    if (at == std::string::npos) return {};
    std::string query = selector.substr(at + 1);
    selector.resize(at);
    return query;
}

}  // namespace

Result<xml::NodeSelector, UriError> parse_node_selector(std::string_view raw,
                                                        std::string_view query) {
    auto text = percent_decode(raw);
    auto decoded_query = percent_decode(query);
    if (!text || !decoded_query) return malformed("a \"%\" is not followed by two hex digits.");
    if (!is_utf8(*text) || !is_utf8(*decoded_query))
        return malformed("the node selector does not decode to UTF-8.");
    if (query.empty()) *decoded_query = take_encoded_query(*text);
    // One trailing slash; in quotes it would not be the last character.
    if (text->size() > 1 && text->ends_with('/')) text->pop_back();
    auto bindings = parse_namespace_bindings(*decoded_query);
    if (!bindings) return malformed(bindings.error());
    auto selector = Parser(*bindings).selector(*text);
    if (selector) selector->query = percent_encode_path(*decoded_query);
    return selector;
}

}  // namespace xcapd
