#include "bench/load/chunks.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "bench/load/number.h"

namespace bench {
namespace {

constexpr std::size_t longest_line = 8192;  // bytes

}  // namespace

Reading ChunkReader::take(std::string_view bytes) {
    while (!bytes.empty()) {
        if (is_over_) return Reading::broken;
        if (part_ == Part::data) {
            const auto count = std::min(rest_, bytes.size());
            bytes.remove_prefix(count);
            rest_ -= count;
            length_ += count;
            if (rest_ == 0) part_ = Part::end_of_data;
            continue;
        }
        const auto end = bytes.find('\n');
        line_ += bytes.substr(0, end);
        bytes.remove_prefix(std::min(end == bytes.npos ? end : end + 1, bytes.size()));
        if (line_.size() > longest_line) return Reading::broken;
        if (end != bytes.npos && !take_line()) return Reading::broken;
    }
    return is_over_ ? Reading::complete : Reading::incomplete;
}

bool ChunkReader::take_line() {
    if (!line_.ends_with('\r')) return false;
    line_.pop_back();
    const std::string line = std::exchange(line_, {});
    switch (part_) {
        case Part::size: {
            const auto digits = std::string_view(line).substr(0, line.find(';'));
            const auto size = parse_number<std::size_t>(xcapd::ascii::trim(digits), 16);
            if (!size) return false;
            rest_ = *size;
            part_ = rest_ > 0 ? Part::data : Part::trailer;
            return true;
        }
        case Part::end_of_data: part_ = Part::size; return line.empty();
        case Part::trailer: is_over_ = line.empty(); return true;
        case Part::data: break;
    }
    return false;
}

}  // namespace bench
