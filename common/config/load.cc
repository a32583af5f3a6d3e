#include "config/load.h"

#include <algorithm>
#include <map>

#include "base/ascii.h"
#include "base/file.h"
#include "config/ini.h"
#include "config/settings.h"
#include "config/validate.h"

namespace xcapd {
namespace {

// Keys of OpenXCAP's older releases that meant something there and mean nothing now (FACTS 4.1).
constexpr std::string_view ancient[] = {"xmlrpc_url", "enable_publish_xcapdiff", "pidfile"};

bool is_ancient(std::string_view key) {
    return std::any_of(std::begin(ancient), std::end(ancient), [&](std::string_view word) {
        return ascii::equals_ignoring_case(word, key);
    });
}

std::string at(std::string_view name, std::size_t line) {
    return std::string(name) + ":" + std::to_string(line) + ": ";
}

std::string named(const IniEntry& entry) { return "[" + entry.section + "] " + entry.key; }

std::string unknown_key(const IniEntry& entry, std::string_view name) {
    std::string message = at(name, entry.line) + "unknown setting " + named(entry);
    if (is_ancient(entry.key)) return message + " (of an old OpenXCAP, has no effect)";
    const std::string near = nearest_setting(entry.section, entry.key);
    if (!near.empty()) message += "; did you mean " + near + "?";
    return message;
}

}  // namespace

Config default_config() {
    Config config;
    for (const auto& setting : settings()) assign(setting, setting.default_text, config);
    return config;
}

Result<LoadedConfig, std::vector<std::string>> load_config(std::string_view text,
                                                           std::string_view name) {
    auto entries = parse_ini(text);
    if (!entries)
        return fail(std::vector{at(name, entries.error().line) + entries.error().message});

    LoadedConfig loaded{default_config(), {}};
    std::vector<std::string> errors;
    std::map<const Setting*, std::size_t> lines;
    for (const auto& entry : *entries) {
        const Setting* setting = find_setting(entry.section, entry.key);
        if (setting == nullptr) {
            loaded.warnings.push_back(unknown_key(entry, name));
            continue;
        }
        if (const auto [before, is_new] = lines.emplace(setting, entry.line); !is_new) {
            errors.push_back(at(name, entry.line) + named(entry) + " stands already on line " +
                             std::to_string(before->second));
            continue;
        }
        const std::string expected = assign(*setting, entry.value, loaded.config);
        if (!expected.empty()) {
            errors.push_back(at(name, entry.line) + named(entry) + ": expected " + expected +
                             ", found \"" + (setting->secret ? "********" : entry.value) + "\"");
        } else if (!setting->replaced_by.empty()) {
            loaded.warnings.push_back(at(name, entry.line) + named(entry) +
                                      " has no effect; it is replaced by " +
                                      std::string(setting->replaced_by));
        }
    }
    // Domains compare without case (RFC 3261 19.1.4); this is what URIs without one get.
    loaded.config.default_realm = ascii::lower(loaded.config.default_realm);
    for (auto* codes : {&loaded.config.log_request, &loaded.config.log_response})
        for (auto& item : *codes) item = ascii::lower(item);
    for (const auto& finding : validate(loaded.config)) {
        const Setting* setting = find_setting(finding.section, finding.key);
        const auto line = lines.find(setting);
        errors.push_back((line == lines.end() ? std::string(name) + ": " : at(name, line->second)) +
                         "[" + finding.section + "] " + finding.key + ": " + finding.message);
    }
    if (!errors.empty()) return fail(std::move(errors));
    return loaded;
}

Result<LoadedConfig, std::vector<std::string>> load_config_file(const std::string& path) {
    const auto text = read_file(path);
    if (!text) return fail(std::vector{path + ": cannot be read: " + text.error()});
    return load_config(*text, path);
}

namespace {

std::string masked(const Setting& setting, const std::string& value) {
    return setting.key.ends_with("_db_uri") ? mask_secret(value) : "********";
}

}  // namespace

std::string print_config(const Config& config) {
    std::string out;
    std::string_view section;
    for (const auto& setting : settings()) {
        if (setting.section != section) {
            if (!section.empty()) out += '\n';
            section = setting.section;
            out += "[" + std::string(section) + "]\n";
        }
        const std::string value = format(setting, config);
        out += std::string(setting.key) + " =";
        if (!value.empty()) out += " " + (setting.secret ? masked(setting, value) : value);
        out += '\n';
    }
    return out;
}

std::string mask_secret(const std::string& value) {
    const auto scheme = value.find("://");
    if (scheme == std::string::npos) return value.empty() ? value : "********";
    const auto at_sign = value.rfind('@');
    const auto colon = value.find(':', scheme + 3);
    if (at_sign == std::string::npos || colon == std::string::npos || colon > at_sign) return value;
    return value.substr(0, colon + 1) + "********" + value.substr(at_sign);
}

std::size_t Config::default_workers(std::size_t cpus) const {
    const bool is_embedded = database_scheme(storage_db_uri) == "sqlite" &&
                             database_scheme(authentication_db_uri) == "sqlite";
    return std::min(is_embedded ? std::max<std::size_t>(4, 2 * cpus) : 4 * cpus, most_workers);
}

}  // namespace xcapd
