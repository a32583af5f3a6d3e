#include "uri/tel_number.h"

#include <algorithm>
#include <map>

#include "base/ascii.h"
#include "base/percent.h"

namespace xcapd {
namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view local_digits = "0123456789abcdef*#";
constexpr std::string_view name_characters = "abcdefghijklmnopqrstuvwxyz0123456789-";
// paramchar, "%" for what stays escaped.
constexpr std::string_view value_characters =
    "abcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()[]/:&+$%";

bool is_made_of(std::string_view text, std::string_view characters) {
    return !text.empty() && text.find_first_not_of(characters) == text.npos;
}

std::string without_separators(std::string_view number) {
    std::string out;
    std::copy_if(number.begin(), number.end(), std::back_inserter(out),
                 [](char c) { return std::string_view("-.()").find(c) == std::string_view::npos; });
    return out;
}

// global-number-digits: "+" and digits.
bool is_global(std::string_view number) {
    return number.starts_with('+') && is_made_of(number.substr(1), digits);
}

bool is_domain(std::string_view text) {
    return is_made_of(text, "abcdefghijklmnopqrstuvwxyz0123456789-.") &&
           text.find_first_not_of("-.") != text.npos;
}

// The value in its one spelling, or nothing where `name` takes no such value.
std::optional<std::string> value_of(std::string_view name, std::string_view value) {
    if (name == "ext") {
        auto number = without_separators(value);
        if (!is_made_of(number, digits)) return std::nullopt;
        return number;
    }
    if (name == "phone-context") {
        if (auto number = without_separators(value); is_global(number)) return number;
        if (!is_domain(value)) return std::nullopt;
    }
    if (!is_made_of(value, value_characters)) return std::nullopt;
    return std::string(value);
}

// `text` is empty, or begins with ";".
std::optional<std::map<std::string, std::string>> parameters_of(std::string_view text) {
    std::map<std::string, std::string> parameters;
    while (!text.empty()) {
        text.remove_prefix(1);
        const auto parameter = text.substr(0, text.find(';'));
        text.remove_prefix(parameter.size());
        const auto equals = parameter.find('=');
        std::string name(parameter.substr(0, equals));
        if (!is_made_of(name, name_characters)) return std::nullopt;
        std::string written = ";" + name;
        if (equals != parameter.npos) {
            const auto value = value_of(name, parameter.substr(equals + 1));
            if (!value) return std::nullopt;
            written += "=" + *value;
        } else if (name == "ext" || name == "phone-context" || name == "isub") {
            return std::nullopt;
        }
        if (!parameters.emplace(std::move(name), std::move(written)).second) return std::nullopt;
    }
    return parameters;
}

}  // namespace

std::optional<std::string> tel_number(std::string_view text) {
    const auto decoded = percent_normalize(text);
    if (!decoded) return std::nullopt;
    const auto plain = ascii::lower(*decoded);
    const auto end = std::min(plain.find(';'), plain.size());
    auto number = without_separators(std::string_view(plain).substr(0, end));
    const auto parameters = parameters_of(std::string_view(plain).substr(end));
    if (!parameters) return std::nullopt;
    if (!is_global(number) &&
        !(is_made_of(number, local_digits) && parameters->contains("phone-context")))
        return std::nullopt;
    for (const auto& [name, written] : *parameters) number += written;
    return number;
}

}  // namespace xcapd
