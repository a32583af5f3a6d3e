#include "api/formats.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/utf8.h"

namespace xcapd::api {
namespace {

bool is_letter(char c) {
    return ascii::is_alpha(c) || ascii::is_digit(c) || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

template <class Test>
bool all(std::string_view text, Test test) {
    return !text.empty() && std::all_of(text.begin(), text.end(), test);
}

bool is_domain(std::string_view domain) {
    const auto last = domain.substr(domain.rfind('.') + 1);
    if (last.size() == domain.size() || last.size() < 2) return false;
    while (true) {
        const auto label = domain.substr(0, domain.find('.'));
        if (!all(label, [](char c) { return is_letter(c) || c == '-'; })) return false;
        if (label.size() == domain.size()) return true;
        domain.remove_prefix(label.size() + 1);
    }
}

bool is_user(std::string_view text) {
    static constexpr std::string_view marks = ".!%+-";
    static constexpr std::size_t most = 64;  // characters, of the columns of either part
    const auto at = text.find('@');
    return at != text.npos && is_utf8(text) && utf8_length(text.substr(0, at)) <= most &&
           utf8_length(text.substr(at + 1)) <= most &&
           all(text.substr(0, at),
               [](char c) { return is_letter(c) || marks.find(c) != marks.npos; }) &&
           is_domain(text.substr(at + 1));
}

bool is_id(std::string_view text) {
    static constexpr std::string_view marks = "_.:@~+=,;!*$-";
    // As the last segment of a path, dots alone would lead elsewhere (RFC 3986 5.2.4).
    return text != "." && text != ".." && all(text, [](char c) {
               return ascii::is_alpha(c) || ascii::is_digit(c) || marks.find(c) != marks.npos;
           });
}

bool is_uri(std::string_view text) {
    return all(text, [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7f; });
}

}  // namespace

const Format user_format = {R"(^[\w.!%+\-]{1,64}@(?=.{1,64}$)([\w\-]+\.)+[\w\-]{2,}$)", is_user};
const Format id_format = {R"(^(?!\.{1,2}$)[A-Za-z0-9_.:@~+=,;!*$\-]+$)", is_id};
const Format uri_format = {R"(^[^\s\x00-\x20\x7f]+$)", is_uri};

}  // namespace xcapd::api
