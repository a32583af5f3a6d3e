// The documents below test/usages and what must become of them, as data for cases/usages.cc; the
// README there says how they are written. They are compiled in, so that the program stands alone.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace conformance {

struct DataFile {
    std::string_view path;  // below test/usages: "resource-lists/cases.txt"
    std::string_view text;
};

/// All of test/usages, by path.
extern const std::span<const DataFile> usage_files;

struct UsageCase {
    std::string section;              // "4826 3.2"
    std::string rule;                 // what is changed, or the name of the file
    std::string document;             // not yet of the account under test
    std::string outcome;              // "accepted", or the conflict element
    std::vector<std::string> fields;  // uniqueness-failure: XPaths of values too many
};

struct UsageTable {
    std::string auid;
    std::string media_type;          // empty: nobody may write documents of this usage
    std::vector<std::string> roots;  // what stands for the root under test
    std::vector<std::string> users;  // what stands for the account's XUI
    std::vector<UsageCase> cases;    // the first one is accepted
};

/// THROWS std::runtime_error where a table is not as the README says.
std::vector<UsageTable> usage_tables();

}  // namespace conformance
