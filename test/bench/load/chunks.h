// The chunked transfer coding (RFC 9112 7.1), as the bytes arrive. What is in the chunks is
// counted, not kept.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bench {

/// How far something that arrives in pieces was read.
enum class Reading { incomplete, complete, broken };

class ChunkReader {
  public:
    /// Takes what was received. `broken`: no chunks, or bytes behind the last one's trailers.
    Reading take(std::string_view bytes);
    std::size_t length() const { return length_; }

  private:
    enum class Part { size, data, end_of_data, trailer };

    /// A line is whole. RETURNS false where it is not what was due.
    bool take_line();

    Part part_ = Part::size;
    bool is_over_ = false;
    std::string line_;  // that is not whole yet
    std::size_t rest_ = 0;
    std::size_t length_ = 0;
};

}  // namespace bench
