#include "xml/prescan.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/utf8.h"

namespace xcapd::xml {
namespace {

ParseError not_well_formed(std::string message) {
    return {ParseFault::not_well_formed, std::move(message)};
}

ParseError over_limit(std::string message) { return {ParseFault::over_limit, std::move(message)}; }

// Value of a pseudo-attribute of the XML declaration, or empty.
std::string_view pseudo_attribute(std::string_view declaration, std::string_view name) {
    auto at = declaration.find(name);
    // The name starts after white space: `encoding`, not `myencoding`.
    while (at != declaration.npos && !(at > 0 && ascii::is_space(declaration[at - 1])))
        at = declaration.find(name, at + 1);
    if (at == declaration.npos) return {};
    auto rest = ascii::trim(declaration.substr(at + name.size()));
    if (!rest.starts_with('=')) return {};
    rest = ascii::trim(rest.substr(1));
    if (rest.empty() || (rest[0] != '"' && rest[0] != '\'')) return {};
    const auto end = rest.find(rest[0], 1);
    return end == rest.npos ? std::string_view() : rest.substr(1, end - 1);
}

std::optional<ParseError> check_encoding(std::string_view bytes) {
    if (bytes.starts_with("\xFE\xFF") || bytes.starts_with("\xFF\xFE"))
        return ParseError{ParseFault::not_utf8, "The document is UTF-16; only UTF-8 is stored."};
    if (!is_utf8(bytes))
        return ParseError{ParseFault::not_utf8, "The document is not encoded in UTF-8."};
    // libxml2 drops one, and we have done so already.
    if (bytes.starts_with("\xEF\xBB\xBF"))
        return not_well_formed("not well-formed (invalid token): a second byte-order mark.");
    // libxml2 takes it for the end of the document.
    if (bytes.find('\0') != bytes.npos)
        return not_well_formed("not well-formed (invalid token): a zero byte.");
    if (!bytes.starts_with("<?xml") || bytes.size() < 6 || !ascii::is_space(bytes[5]))
        return std::nullopt;
    const auto declaration = bytes.substr(0, bytes.find("?>"));
    const auto encoding = pseudo_attribute(declaration, "encoding");
    if (!encoding.empty() && !ascii::equals_ignoring_case(encoding, "UTF-8"))
        return ParseError{ParseFault::not_utf8, "The document declares the encoding " +
                                                    std::string(encoding.substr(0, 40)) +
                                                    "; only UTF-8 is stored."};
    const auto version = pseudo_attribute(declaration, "version");
    if (!version.empty() && version != "1.0") return not_well_formed("Only XML 1.0 is accepted.");
    return std::nullopt;
}

// Walks from one `<` to the next. Every method leaves `at` behind what it read, or at the end
// of the bytes where markup is unfinished, which libxml2 then reports.
class Scanner {
  public:
    Scanner(std::string_view bytes, const Limits& limits) : bytes_(bytes), limits_(limits) {
        found_.elements.reserve(bytes.size() / 48);  // the density of a list of contacts
        found_.attributes.reserve(bytes.size() / 96);
        open_.reserve(usual_depth);
    }

    std::optional<ParseError> run() {
        while ((at_ = bytes_.find('<', at_)) != bytes_.npos) {
            switch (at_ + 1 < bytes_.size() ? bytes_[at_ + 1] : '\0') {
                case '/':
                    at_ = std::min(bytes_.find('>', at_ + 2), bytes_.size() - 1) + 1;
                    leave();
                    break;
                case '?': skip_past("?>", 2); break;
                case '!':
                    if (auto error = declaration()) return error;
                    break;
                default:
                    if (auto error = start_tag()) return error;
            }
        }
        return std::nullopt;
    }

    StartTags take_found() { return std::move(found_); }

  private:
    static constexpr std::size_t usual_depth = 16;

    std::optional<ParseError> declaration() {
        const auto markup = bytes_.substr(at_);
        if (markup.starts_with("<!--")) {
            skip_past("-->", 4);
        } else if (markup.starts_with("<![CDATA[")) {
            skip_past("]]>", 9);
        } else {
            return not_well_formed(markup.starts_with("<!DOCTYPE")
                                       ? "A document type declaration is not allowed."
                                       : "Markup declarations are not allowed.");
        }
        return std::nullopt;
    }

    void skip_past(std::string_view end, std::size_t from) {
        const auto found = bytes_.find(end, at_ + from);
        at_ = found == bytes_.npos ? bytes_.size() : found + end.size();
    }

    std::optional<ParseError> start_tag() {
        if (++elements_ > limits_.elements)
            return over_limit("The document has more than " + std::to_string(limits_.elements) +
                              " elements.");
        const auto first_attribute = found_.attributes.size();
        const auto first_declaration = found_.declarations.size();
        std::size_t count = 0;
        StartTagReader reader(bytes_, static_cast<std::uint32_t>(at_));
        const auto tag = reader.read([&](const AttributeToken& token) {
            if (++count > limits_.attributes) return false;
            add(token);
            return true;
        });
        if (count > limits_.attributes) return too_many_attributes();
        if (!tag) {
            found_.attributes.resize(first_attribute);
            found_.declarations.resize(first_declaration);
            return broken_start_tag();
        }
        Element& element = found_.elements.emplace_back();
        element.span = tag->span;
        element.start_tag_end = tag->span.end;
        element.name_begin = bytes_.data() + tag->name.begin;
        element.name_size = tag->name.size();
        element.first_attribute = static_cast<std::uint32_t>(first_attribute);
        element.first_declaration = static_cast<std::uint32_t>(first_declaration);
        element.attribute_count =
            static_cast<std::uint32_t>(found_.attributes.size() - first_attribute);
        element.declaration_count =
            static_cast<std::uint32_t>(found_.declarations.size() - first_declaration);
        at_ = tag->span.end;
        return enter(tag->declaration_count, tag->is_empty_element);
    }

    void add(const AttributeToken& token) {
        const auto name = token.name.of(bytes_);
        if (!token.is_namespace_declaration) {
            Attribute& attribute = found_.attributes.emplace_back();
            attribute.name = token.name;
            attribute.raw_value = token.value;
            attribute.name_end = name.data() + name.size();
        } else if (name != "xmlns:xml") {
            found_.declarations.push_back({name.substr(name == "xmlns" ? 5 : 6), 0});
        }
    }

    // libxml2 has something to say about it, if it may be let at it.
    std::optional<ParseError> broken_start_tag() {
        found_.is_broken = true;
        std::size_t attributes = 0;
        for (++at_; at_ < bytes_.size(); ++at_) {
            const char c = bytes_[at_];
            if (c == '"' || c == '\'') {
                at_ = bytes_.find(c, at_ + 1);
                if (at_ == bytes_.npos) break;
            } else if (c == '=') {
                if (++attributes > limits_.attributes) return too_many_attributes();
            } else if (c == '<') {
                return not_well_formed(
                    "not well-formed (invalid token): a \"<\" stands inside a tag.");
            } else if (c == '>') {
                ++at_;
                return std::nullopt;  // libxml2 gets no further
            }
        }
        at_ = bytes_.size();
        return std::nullopt;
    }

    ParseError too_many_attributes() const {
        return over_limit("An element has more than " + std::to_string(limits_.attributes) +
                          " attributes.");
    }

    std::optional<ParseError> enter(std::size_t declarations, bool is_empty) {
        if (open_.size() >= limits_.depth)
            return over_limit("The document nests deeper than " + std::to_string(limits_.depth) +
                              " elements.");
        if (declarations_ + declarations > limits_.declarations)
            return over_limit("More than " + std::to_string(limits_.declarations) +
                              " namespace declarations are in the scope of one element.");
        if (is_empty) return std::nullopt;
        open_.push_back(declarations);
        declarations_ += declarations;
        return std::nullopt;
    }

    void leave() {
        if (open_.empty()) return;
        declarations_ -= open_.back();
        open_.pop_back();
    }

    std::string_view bytes_;
    const Limits& limits_;
    std::size_t at_ = 0;
    std::size_t elements_ = 0;
    StartTags found_;
    std::size_t declarations_ = 0;     // of all open elements
    std::vector<std::size_t> open_{};  // declarations of each open element
};

}  // namespace

Result<StartTags, ParseError> prescan(std::string_view bytes, const Limits& limits) {
    if (auto error = check_encoding(bytes)) return fail(std::move(*error));
    Scanner scanner(bytes, limits);
    if (auto error = scanner.run()) return fail(std::move(*error));
    return scanner.take_found();
}

}  // namespace xcapd::xml
