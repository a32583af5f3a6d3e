#include "bench/load/response.h"

#include "base/ascii.h"
#include "bench/load/number.h"

namespace bench {
namespace {

using xcapd::ascii::equals_ignoring_case;
using xcapd::ascii::trim;

}  // namespace

void ResponseReader::start(bool has_body) {
    has_body_ = has_body;
    is_in_body_ = false;
    text_.clear();
    head_ = {};
    chunks_ = {};
}

Reading ResponseReader::take(std::string_view bytes) {
    if (!is_in_body_) {
        constexpr std::string_view end_of_head = "\r\n\r\n";
        text_ += bytes;
        const auto end = text_.find(end_of_head);
        if (end == text_.npos) return Reading::incomplete;
        if (!parse_head(std::string_view(text_).substr(0, end + 2))) return Reading::broken;
        bytes = bytes.substr(bytes.size() - (text_.size() - end - end_of_head.size()));
        rest_ = has_body_ ? head_.body_length : 0;
        is_in_body_ = true;
    }
    if (has_body_ && head_.is_chunked) {
        const auto read = chunks_.take(bytes);
        head_.body_length = chunks_.length();
        return read;
    }
    if (bytes.size() > rest_) return Reading::broken;
    rest_ -= bytes.size();
    return rest_ == 0 ? Reading::complete : Reading::incomplete;
}

bool ResponseReader::parse_head(std::string_view text) {
    constexpr std::string_view version = "HTTP/1.1 ";
    if (!text.starts_with(version)) return false;
    const auto status = parse_number<int>(text.substr(version.size(), 3));
    if (!status) return false;
    head_.status = *status;
    bool has_length = false;
    text.remove_prefix(text.find("\r\n") + 2);
    while (!text.empty()) {
        const auto line = text.substr(0, text.find("\r\n"));
        text.remove_prefix(line.size() + 2);
        const auto colon = line.find(':');
        if (colon == line.npos) return false;
        const auto name = line.substr(0, colon);
        const auto value = trim(line.substr(colon + 1));
        if (equals_ignoring_case(name, "content-length")) {
            const auto length = parse_number<std::size_t>(value);
            if (!length) return false;
            head_.body_length = *length;
            has_length = true;
        } else if (equals_ignoring_case(name, "transfer-encoding")) {
            if (!equals_ignoring_case(value, "chunked")) return false;
            head_.is_chunked = true;
        } else if (equals_ignoring_case(name, "connection")) {
            head_.closes = equals_ignoring_case(value, "close");
        } else if (equals_ignoring_case(name, "etag")) {
            head_.etag = value;
        } else if (equals_ignoring_case(name, "www-authenticate")) {
            if (!head_.challenges.empty()) head_.challenges += ", ";
            head_.challenges += value;
        } else if (equals_ignoring_case(name, "authentication-info")) {
            head_.authentication_info = value;
        }
    }
    if (head_.status == 304 || head_.status == 204) {  // whatever length a 304 tells
        has_body_ = false;
        head_.body_length = 0;
        return true;
    }
    return has_length || head_.is_chunked || !has_body_;
}

}  // namespace bench
