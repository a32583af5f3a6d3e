#include "config/ini.h"

#include "base/ascii.h"

namespace xcapd {

Result<std::vector<IniEntry>, IniError> parse_ini(std::string_view text) {
    std::vector<IniEntry> entries;
    std::string section;
    bool may_continue = false;  // an indented line belongs to the entry before it
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);

    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto end = text.find('\n');
        const auto raw = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const auto line = ascii::trim(raw);

        if (line.empty()) {
            may_continue = false;
            continue;
        }
        if (line.front() == ';' || line.front() == '#') continue;
        if (may_continue && ascii::is_space(raw.front())) {
            auto& value = entries.back().value;
            if (!value.empty()) value += ' ';
            value += line;
            continue;
        }
        if (line.front() == '[') {
            if (line.back() != ']') return fail(IniError{number, "a section needs a closing ]"});
            section = ascii::trim(line.substr(1, line.size() - 2));
            may_continue = false;
            continue;
        }
        const auto separator = line.find_first_of("=:");
        if (separator == std::string_view::npos || separator == 0)
            return fail(IniError{number, "expected [section], key = value, or a comment"});
        if (section.empty()) return fail(IniError{number, "a key stands before any [section]"});
        entries.push_back({section, std::string(ascii::trim(line.substr(0, separator))),
                           std::string(ascii::trim(line.substr(separator + 1))), number});
        may_continue = true;
    }
    return entries;
}

}  // namespace xcapd
