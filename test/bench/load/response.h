// Reads HTTP/1.1 responses off a connection, as the bytes arrive. Bodies are counted, not kept.
#pragma once

#include <string>
#include <string_view>

#include "bench/load/chunks.h"

namespace bench {

struct ResponseHead {
    int status = 0;
    bool closes = false;  // "Connection: close"
    bool is_chunked = false;
    std::size_t body_length = 0;      // as announced; of chunks, those that came
    std::string challenges;           // WWW-Authenticate; of several headers all, behind commas
    std::string authentication_info;  // Authentication-Info
    std::string etag;
};

class ResponseReader {
  public:
    /// Ready for the next response; `has_body` is false after a HEAD.
    void start(bool has_body);
    /// Takes what was received. `broken`: no HTTP, a body that has neither Content-Length nor
    /// chunks, or bytes behind the response.
    Reading take(std::string_view bytes);

    bool has_begun() const { return is_in_body_ || !text_.empty(); }
    const ResponseHead& head() const { return head_; }

  private:
    bool parse_head(std::string_view text);

    bool has_body_ = true;
    bool is_in_body_ = false;
    std::string text_;  // of a head that is not complete yet
    std::size_t rest_ = 0;
    ChunkReader chunks_;
    ResponseHead head_;
};

}  // namespace bench
