#include "store/placeholders.h"

#include "base/ascii.h"

namespace xcapd {
namespace {

// Calls `text` for what stands between parameters and `parameter` with each number. No statement
// of ours holds a "?" in quotes.
template <class Text, class Parameter>
void split(std::string_view sql, Text text, Parameter parameter) {
    for (;;) {
        const auto at = sql.find('?');
        text(sql.substr(0, at));
        if (at == sql.npos) return;
        sql.remove_prefix(at + 1);
        int number = 0;
        for (; !sql.empty() && ascii::is_digit(sql.front()); sql.remove_prefix(1))
            number = number * 10 + (sql.front() - '0');
        parameter(number);
    }
}

}  // namespace

void fill_in(std::string& text, std::string_view placeholder, std::string_view name) {
    for (auto at = text.find(placeholder); at != text.npos;
         at = text.find(placeholder, at + name.size()))
        text.replace(at, placeholder.size(), name);
}

std::string filled_in(std::string_view text,
                      std::initializer_list<std::pair<std::string_view, std::string>> names) {
    std::string out(text);
    for (const auto& [placeholder, name] : names) fill_in(out, placeholder, name);
    return out;
}

std::string with_dollars(std::string_view sql) {
    std::string out;
    split(
        sql, [&](std::string_view text) { out += text; },
        [&](int number) { out += "$" + std::to_string(number); });
    return out;
}

PositionalSql with_positions(std::string_view sql) {
    PositionalSql out;
    split(
        sql, [&](std::string_view text) { out.text += text; },
        [&](int number) {
            out.text += '?';
            out.numbers.push_back(number);
        });
    return out;
}

}  // namespace xcapd
