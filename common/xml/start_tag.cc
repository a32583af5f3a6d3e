#include "xml/start_tag.h"

#include "base/ascii.h"

namespace xcapd::xml {
namespace {

bool ends_name(char c) { return ascii::is_space(c) || c == '=' || c == '/' || c == '>'; }

bool declares_namespace(std::string_view name) {
    return name == "xmlns" || name.starts_with("xmlns:");
}

class Tokenizer {
  public:
    Tokenizer(std::string_view bytes, Span tag) : bytes_(bytes), at_(tag.begin), end_(tag.end) {}

    bool run(StartTag& tag) {
        tag.attributes.clear();
        tag.is_empty_element = false;
        if (!take('<')) return false;
        tag.name = name();
        if (tag.name.size() == 0) return false;
        for (;;) {
            skip_space();
            if (take('>')) break;
            if (take('/')) {
                if (!take('>')) return false;
                tag.is_empty_element = true;
                break;
            }
            auto attribute = attribute_token();
            if (!attribute) return false;
            tag.attributes.push_back(*attribute);
        }
        return at_ == end_;
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
        if (close >= end_) return std::nullopt;
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

bool tokenize_start_tag(std::string_view bytes, Span tag, StartTag& out) {
    return Tokenizer(bytes, tag).run(out);
}

}  // namespace xcapd::xml
