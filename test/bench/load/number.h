// Numbers in what a user or a server wrote.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace bench {

/// RETURNS nothing unless the whole text is a number that `Number` holds; `base` is for integers.
template <class Number, class... Base>
std::optional<Number> parse_number(std::string_view text, Base... base) {
    Number number{};
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), number, base...);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace bench
