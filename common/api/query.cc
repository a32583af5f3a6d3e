#include "api/query.h"

#include <clocale>
#include <cwctype>

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

#include "api/validation.h"
#include "base/percent.h"
#include "base/utf8.h"

namespace xcapd::api {
namespace {

const QueryParameter* find_parameter(const Route& route, std::string_view name) {
    const auto found = std::find_if(route.query.begin(), route.query.end(),
                                    [&](const QueryParameter& p) { return p.name == name; });
    return found == route.query.end() ? nullptr : &*found;
}

// As a form writes it: a plus is a space.
std::string decoded(std::string text) {
    std::replace(text.begin(), text.end(), '+', ' ');
    return percent_decode(text).value_or(text);
}

std::optional<std::int64_t> number_of(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

void check(const QueryParameter& parameter, const std::string& value, Faults& faults) {
    const Location query("query");
    const Location at(query, parameter.name);
    if (!parameter.is_number) {
        if (std::cmp_greater(value.size(), parameter.max))
            faults.add(at,
                       "ensure this value has at most " + std::to_string(parameter.max) + " bytes",
                       "value_error.any_str.max_length");
        is_xml_text(value, at, faults);
        return;
    }
    const auto number = number_of(value);
    if (!number) {
        faults.add(at, "value is not a valid integer", "type_error.integer");
    } else if (*number < parameter.min) {
        faults.add(at,
                   "ensure this value is greater than or equal to " + std::to_string(parameter.min),
                   "value_error.number.not_ge");
    } else if (*number > parameter.max) {
        faults.add(at,
                   "ensure this value is less than or equal to " + std::to_string(parameter.max),
                   "value_error.number.not_le");
    }
}

struct FreeLocale {
    void operator()(locale_t locale) const { freelocale(locale); }
};
using Locale = std::unique_ptr<std::remove_pointer_t<locale_t>, FreeLocale>;

}  // namespace

Query::Query(const Route& route, std::string_view target, Faults& faults) {
    const auto mark = target.find('?');
    if (mark == target.npos || route.query.empty()) return;
    for (auto rest = target.substr(mark + 1); !rest.empty();) {
        const auto item = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(item.size() + 1, rest.size()));
        const auto equals = item.find('=');
        const auto* parameter = find_parameter(route, item.substr(0, equals));
        if (parameter == nullptr) continue;
        auto value =
            equals == item.npos ? std::string() : decoded(std::string(item.substr(equals + 1)));
        check(*parameter, value, faults);
        values_[parameter->name] = std::move(value);
    }
}

std::string Query::text(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::string() : found->second;
}

std::size_t Query::number(std::string_view name, std::size_t otherwise) const {
    const auto number = number_of(text(name));
    return number ? static_cast<std::size_t>(*number) : otherwise;
}

std::string folded(std::string_view text) {
    // Whatever locale the process has; without this one, ASCII alone.
    static const Locale locale(newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr));
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto next = utf8_first(text);
        if (next.length == 0) return out.append(text);
        const auto wide = static_cast<wint_t>(next.value);
        utf8_append(out, static_cast<std::uint32_t>(locale        ? towlower_l(wide, locale.get())
                                                    : wide < 0x80 ? towlower(wide)
                                                                  : wide));
        text.remove_prefix(next.length);
    }
    return out;
}

}  // namespace xcapd::api
