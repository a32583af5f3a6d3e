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

}  // namespace

std::optional<http::Response> refuse_document_media(const http::Request& request,
                                                    std::string_view media_type) {
    const std::string sent = http::essence(request.header("content-type").value_or(""));
    if (sent != media_type && !is_among(sent, tolerated))
        return http::text_response(
            http::Status::unsupported_media_type, "bad-media-type",
            "A document of this application is " + std::string(media_type) + ", not " + sent + ".");
    const auto coding = ascii::lower(ascii::trim(request.header("content-encoding").value_or("")));
    if (!is_among(coding, codings)) {
        auto response =
            http::text_response(http::Status::unsupported_media_type, "bad-content-coding",
                                "The content coding " + coding + " is not supported.");
        response.add("Accept-Encoding", "identity");
        return response;
    }
    return std::nullopt;
}

}  // namespace xcapd
