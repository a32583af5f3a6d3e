#include "bench/load/response.h"

#include <charconv>

#include "base/ascii.h"

namespace bench {
namespace {

using xcapd::ascii::equals_ignoring_case;
using xcapd::ascii::trim;

template <class Number>
bool parse_number(std::string_view text, Number& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

void ResponseReader::start(bool has_body) {
    has_body_ = has_body;
    is_in_body_ = false;
    text_.clear();
    head_ = {};
}

ResponseReader::State ResponseReader::take(std::string_view bytes) {
    if (!is_in_body_) {
        constexpr std::string_view end_of_head = "\r\n\r\n";
        text_ += bytes;
        const auto end = text_.find(end_of_head);
        if (end == text_.npos) return State::incomplete;
        if (!parse_head(std::string_view(text_).substr(0, end + 2))) return State::broken;
        bytes = bytes.substr(bytes.size() - (text_.size() - end - end_of_head.size()));
        rest_ = has_body_ ? head_.content_length : 0;
        is_in_body_ = true;
    }
    if (bytes.size() > rest_) return State::broken;
    rest_ -= bytes.size();
    return rest_ == 0 ? State::complete : State::incomplete;
}

bool ResponseReader::parse_head(std::string_view text) {
    constexpr std::string_view version = "HTTP/1.1 ";
    if (!text.starts_with(version) || !parse_number(text.substr(version.size(), 3), head_.status))
        return false;
    bool has_length = head_.status == 304 || head_.status == 204;
    text.remove_prefix(text.find("\r\n") + 2);
    while (!text.empty()) {
        const auto line = text.substr(0, text.find("\r\n"));
        text.remove_prefix(line.size() + 2);
        const auto colon = line.find(':');
        if (colon == line.npos) return false;
        const auto name = line.substr(0, colon);
        const auto value = trim(line.substr(colon + 1));
        if (equals_ignoring_case(name, "content-length")) {
            if (!parse_number(value, head_.content_length)) return false;
            has_length = true;
        } else if (equals_ignoring_case(name, "connection")) {
            head_.closes = equals_ignoring_case(value, "close");
        } else if (equals_ignoring_case(name, "etag")) {
            head_.etag = value;
        } else if (equals_ignoring_case(name, "www-authenticate")) {
            if (head_.challenge.empty()) head_.challenge = value;
        } else if (equals_ignoring_case(name, "authentication-info")) {
            head_.authentication_info = value;
        }
    }
    return has_length;
}

}  // namespace bench
