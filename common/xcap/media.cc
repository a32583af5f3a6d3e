#include "xcap/media.h"

#include <algorithm>
#include <span>

#include "base/ascii.h"
#include "http/media_type.h"

namespace xcapd {
namespace {

constexpr std::string_view tolerated[] = {"", "application/x-www-form-urlencoded",
                                          "application/xml", "text/xml"};
// Jitsi sends its charset as a content coding (FACTS 5).
constexpr std::string_view codings[] = {"", "identity", "utf-8"};

bool is_among(std::string_view word, std::span<const std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

http::Response wrong_type(std::string_view wanted, const std::string& sent) {
    return http::text_response(http::Status::unsupported_media_type, "bad-media-type",
                               "The body of this request must be " + std::string(wanted) +
                                   ", not " + (sent.empty() ? "without a type" : sent) + ".");
}

std::optional<http::Response> refuse_coding(const http::Request& request) {
    const auto coding = ascii::lower(ascii::trim(request.header("content-encoding").value_or("")));
    if (is_among(coding, codings)) return std::nullopt;
    auto response = http::text_response(http::Status::unsupported_media_type, "bad-content-coding",
                                        "The content coding " + coding + " is not supported.");
    response.add("Accept-Encoding", "identity");
    return response;
}

std::string type_of(const http::Request& request) {
    return http::essence(request.header("content-type").value_or(""));
}

}  // namespace

std::optional<http::Response> refuse_document_media(const http::Request& request,
                                                    std::string_view media_type) {
    const std::string sent = type_of(request);
    if (sent != media_type && !is_among(sent, tolerated)) return wrong_type(media_type, sent);
    return refuse_coding(request);
}

std::optional<http::Response> refuse_node_media(const http::Request& request,
                                                std::string_view media_type) {
    const std::string sent = type_of(request);
    if (sent != media_type) return wrong_type(media_type, sent);
    return refuse_coding(request);
}

http::Response too_large_body(std::size_t max_size) {
    return http::text_response(
        http::Status::content_too_large, "too-large",
        "A document may have at most " + std::to_string(max_size) + " bytes.");
}

}  // namespace xcapd
