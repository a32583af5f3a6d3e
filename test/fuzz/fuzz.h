// What the fuzz targets share. A target is one file that defines LLVMFuzzerTestOneInput; `make
// fuzz` links it with libFuzzer, `make test` with run_seeds.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzz {

/// A property that holds for every input; ends the process where it does not.
inline void require(bool holds, const char* property) {
    if (holds) return;
    std::fprintf(stderr, "does not hold: %s\n", property);
    std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// `count` parts; all but the last end at a zero byte, those that are missing are empty.
inline std::vector<std::string> split(std::string_view text, std::size_t count) {
    std::vector<std::string> parts;
    while (parts.size() + 1 < count) {
        const auto end = std::min(text.find('\0'), text.size());
        parts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    parts.emplace_back(text);
    return parts;
}

}  // namespace fuzz
