// config.ini: any text is refused with a line that says why, or is a configuration that can be
// printed and read again. Input: the file.
#include "config/load.h"
#include "fuzz/fuzz.h"

using namespace xcapd;
using fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto loaded = load_config(fuzz::text_of(data, size), "f");
    if (!loaded) {
        require(!loaded.error().empty(), "a refusal says why");
        for (const auto& line : loaded.error())
            require(line.starts_with("f:"), "a refusal says where");
        return 0;
    }
    const std::string printed = print_config(loaded->config);
    const auto again = load_config(printed, "again");
    require(again.ok(), "what is printed can be read");
    require(print_config(again->config) == printed, "what is printed is what was meant");
    return 0;
}
