// config.ini: any text is refused with a line that says why, or is a configuration that can be
// printed and read again with the same values. Input: the file.
#include <variant>

#include "config/load.h"
#include "config/settings.h"
#include "fuzz/fuzz.h"

using namespace xcapd;
using fuzz::require;

namespace {

// What print-config masks is read back as stars.
void check_secret(const Setting& setting, const Config& meant, const Config& read) {
    const std::string value = format(setting, meant);
    const bool is_uri = setting.key.ends_with("_db_uri");
    const std::string shown = is_uri ? mask_secret(value) : value.empty() ? "" : "********";
    require(format(setting, read) == shown, "a secret is printed as stars, the rest as it is");
}

void check_same(const Config& meant, const Config& read) {
    for (const auto& setting : settings()) {
        if (setting.secret) {
            check_secret(setting, meant, read);
            continue;
        }
        const bool is_same = std::visit(
            [&](const auto member) { return meant.*member == read.*member; }, setting.member);
        if (!is_same) std::fprintf(stderr, "%s:\n", std::string(setting.key).c_str());
        require(is_same, "every value is printed so that it is read again");
    }
}

}  // namespace

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
    check_same(loaded->config, again->config);
    return 0;
}
