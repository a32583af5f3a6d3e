#include "config/ini.h"

#include "base/ascii.h"

namespace xcapd {

Result<std::vector<IniEntry>, IniError> parse_ini(std::string_view text) {
    std::vector<IniEntry> entries;
    std::string section;
    bool may_continue = false;  // what is indented deeper than an entry belongs to it
    std::size_t indent = 0;     // of the last line that began something
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);

    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto end = text.find('\n');
        const auto raw = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const auto line = ascii::trim(raw);

        if (line.empty() || line.front() == ';' || line.front() == '#') continue;
        const auto own_indent = static_cast<std::size_t>(line.data() - raw.data());
        if (may_continue && own_indent > indent) {
            auto& value = entries.back().value;
            if (!value.empty()) value += ' ';
            value += line;
            continue;
        }
        indent = own_indent;
        if (line.front() == '[') {
            const auto close = line.rfind(']');
            if (close == std::string_view::npos)
                return fail(IniError{number, "a section needs a closing ]"});
            section = ascii::trim(line.substr(1, close - 1));
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
