// Reads HTTP/1.1 responses off a connection, as the bytes arrive. Bodies are counted, not kept.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bench {

struct ResponseHead {
    int status = 0;
    bool closes = false;              // "Connection: close"
    std::size_t content_length = 0;   // of the body that follows
    std::string challenge;            // the first WWW-Authenticate
    std::string authentication_info;  // Authentication-Info
    std::string etag;
};

class ResponseReader {
  public:
    enum class State { incomplete, complete, broken };

    /// Ready for the next response; `has_body` is false after a HEAD.
    void start(bool has_body);
    /// Takes what was received. `broken`: no HTTP, a framing that is not Content-Length, or bytes
    /// behind the response.
    State take(std::string_view bytes);

    bool has_begun() const { return is_in_body_ || !text_.empty(); }
    const ResponseHead& head() const { return head_; }

  private:
    bool parse_head(std::string_view text);

    bool has_body_ = true;
    bool is_in_body_ = false;
    std::string text_;  // of a head that is not complete yet
    std::size_t rest_ = 0;
    ResponseHead head_;
};

}  // namespace bench
