#include "xml/start_tag.h"

#include <array>

#include "base/ascii.h"

namespace xcapd::xml {
namespace {

constexpr auto name_ends = [] {
    std::array<bool, 256> set = {};
    for (const char c : {' ', '\t', '\r', '\n', '=', '/', '>'})
        set[static_cast<unsigned char>(c)] = true;
    return set;
}();

bool ends_name(char c) { return name_ends[static_cast<unsigned char>(c)]; }

bool declares_namespace(std::string_view name) {
    return name.starts_with("xmlns") && (name.size() == 5 || name[5] == ':');
}

class Tokenizer {
  public:
    Tokenizer(std::string_view bytes, std::uint32_t begin)
        : bytes_(bytes), at_(begin), end_(static_cast<std::uint32_t>(bytes.size())) {}

    std::optional<StartTag> run(std::vector<AttributeToken>& attributes) {
        StartTag tag;
        tag.span.begin = at_;
        if (!take('<')) return std::nullopt;
        tag.name = name();
        if (tag.name.size() == 0) return std::nullopt;
        for (;;) {
            skip_space();
            if (take('>')) break;
            if (take('/')) {
                if (!take('>')) return std::nullopt;
                tag.is_empty_element = true;
                break;
            }
            const auto attribute = attribute_token();
            if (!attribute) return std::nullopt;
            attributes.push_back(*attribute);
            if (attribute->is_namespace_declaration) ++tag.declaration_count;
        }
        tag.span.end = at_;
        return tag;
    }

  private:
    std::optional<AttributeToken> attribute_token() {
        AttributeToken token;
        token.name = name();
        if (token.name.size() == 0) return std::nullopt;
        token.is_namespace_declaration = declares_namespace(token.name.of(bytes_));
        skip_space();
        if (!take('=')) return std::nullopt;
        skip_space();
        if (at_ >= end_ || (bytes_[at_] != '"' && bytes_[at_] != '\'')) return std::nullopt;
        const auto close = bytes_.find(bytes_[at_], at_ + 1);
        if (close == bytes_.npos) return std::nullopt;
        token.value = {at_ + 1, static_cast<std::uint32_t>(close)};
        at_ = token.value.end + 1;
        return token;
    }

    Span name() {
        const auto begin = at_;
        while (at_ < end_ && !ends_name(bytes_[at_])) ++at_;
        return {begin, at_};
    }

    void skip_space() {
        while (at_ < end_ && ascii::is_space(bytes_[at_])) ++at_;
    }

    bool take(char c) {
        if (at_ >= end_ || bytes_[at_] != c) return false;
        ++at_;
        return true;
    }

    std::string_view bytes_;
    std::uint32_t at_;
    std::uint32_t end_;
};

}  // namespace

std::optional<StartTag> tokenize_start_tag(std::string_view bytes, std::uint32_t begin,
                                           std::vector<AttributeToken>& attributes) {
    return Tokenizer(bytes, begin).run(attributes);
}

}  // namespace xcapd::xml
