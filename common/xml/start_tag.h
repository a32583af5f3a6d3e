// The spans inside one start tag: SAX gives names and values, but not where they stand.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

#include "base/ascii.h"

namespace xcapd::xml {

/// Half-open range of byte offsets.
struct Span {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;

    std::uint32_t size() const { return end - begin; }
    std::string_view of(std::string_view bytes) const { return bytes.substr(begin, end - begin); }
    friend bool operator==(const Span&, const Span&) = default;
};

struct AttributeToken {
    Span name;   // the QName
    Span value;  // between the quotes
    bool is_namespace_declaration = false;
};

struct StartTag {
    Span span;  // from `<` to behind `>`
    Span name;  // the QName
    std::uint32_t declaration_count = 0;
    bool is_empty_element = false;  // ends in "/>"
};

/// Reads one start tag; `bytes` outlives it.
class StartTagReader {
  public:
    /// At the `<`.
    StartTagReader(std::string_view bytes, std::uint32_t begin)
        : begin_(bytes.data()), at_(begin_ + begin), end_(begin_ + bytes.size()) {}

    /// `take` gets each attribute in source order, and ends the reading where it returns false.
    /// RETURNS nothing there, and where the bytes are no start tag.
    template <class Take>
    std::optional<StartTag> read(Take take) {
        StartTag tag;
        tag.span.begin = offset();
        if (!skip('<')) return std::nullopt;
        tag.name = name();
        if (tag.name.size() == 0) return std::nullopt;
        for (;;) {
            skip_space();
            if (skip('>')) break;
            if (skip('/')) {
                if (!skip('>')) return std::nullopt;
                tag.is_empty_element = true;
                break;
            }
            AttributeToken attribute;
            if (!read(attribute)) return std::nullopt;
            if (attribute.is_namespace_declaration) ++tag.declaration_count;
            if (!take(attribute)) return std::nullopt;
        }
        tag.span.end = offset();
        return tag;
    }

  private:
    bool read(AttributeToken& token) {
        token.name = name();
        if (token.name.size() == 0) return false;
        const std::string_view text(begin_ + token.name.begin, token.name.size());
        token.is_namespace_declaration =
            text.starts_with("xmlns") && (text.size() == 5 || text[5] == ':');
        skip_space();
        if (!skip('=')) return false;
        skip_space();
        if (at_ == end_ || (*at_ != '"' && *at_ != '\'')) return false;
        const char quote = *at_++;
        const void* close = std::memchr(at_, quote, static_cast<std::size_t>(end_ - at_));
        if (close == nullptr) return false;
        token.value.begin = offset();
        at_ = static_cast<const char*>(close);
        token.value.end = offset();
        ++at_;
        return true;
    }

    static constexpr auto name_ends = [] {
        std::array<bool, 256> set = {};
        for (const char c : {' ', '\t', '\r', '\n', '=', '/', '>'})
            set[static_cast<unsigned char>(c)] = true;
        return set;
    }();

    Span name() {
        const auto begin = offset();
        while (at_ != end_ && !name_ends[static_cast<unsigned char>(*at_)]) ++at_;
        return {begin, offset()};
    }

    void skip_space() {
        while (at_ != end_ && ascii::is_space(*at_)) ++at_;
    }

    bool skip(char c) {
        if (at_ == end_ || *at_ != c) return false;
        ++at_;
        return true;
    }

    std::uint32_t offset() const { return static_cast<std::uint32_t>(at_ - begin_); }

    const char* begin_;
    const char* at_;
    const char* end_;
};

/// Tokenizes the tag whose `<` stands at `begin`; appends its attributes in source order.
/// RETURNS nothing where the bytes there are no start tag; what was appended is then of no use.
std::optional<StartTag> tokenize_start_tag(std::string_view bytes, std::uint32_t begin,
                                           std::vector<AttributeToken>& attributes);

}  // namespace xcapd::xml
