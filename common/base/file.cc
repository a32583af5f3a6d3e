#include "base/file.h"

#include <fcntl.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/unique_fd.h"

namespace xcapd {

// Not by a stream, which takes a directory for an empty file.
Result<std::string, std::string> read_file(const std::string& path) {
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return fail(std::string(std::strerror(errno)));
    std::string bytes;
    std::array<char, 16384> buffer;
    for (;;) {
        const auto count = ::read(file.get(), buffer.data(), buffer.size());
        if (count == 0) return bytes;
        if (count > 0) {
            bytes.append(buffer.data(), static_cast<std::size_t>(count));
        } else if (errno != EINTR) {
            return fail(std::string(std::strerror(errno)));
        }
    }
}

}  // namespace xcapd
