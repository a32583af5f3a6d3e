#include "usages/custom_usages.h"

#include <charconv>
#include <iterator>
#include <sstream>

#include "base/file.h"

namespace xcapd {
namespace {

std::vector<std::string> words_of(const std::string& text) {
    std::istringstream stream(text);
    return {std::istream_iterator<std::string>(stream), std::istream_iterator<std::string>()};
}

int number_in(const std::string& text) {
    int number = 0;
    const auto end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    return read.ec == std::errc() && read.ptr == end ? number : 0;
}

// RFC 4825 5.1: letters, digits, "-" and "." of a vendor's AUID; all of them are pchar.
bool is_auid(const std::string& text) {
    return text.find_first_not_of(
               "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
               "0123456789-._~") == text.npos;
}

std::string fault_of(const CustomUsage& usage) {
    if (!is_auid(usage.auid)) return "is no AUID";
    if (usage.row.doc_type < first_custom_doc_type)
        return "needs a number from " + std::to_string(first_custom_doc_type) + " on";
    if (usage.media_type.find('/') == std::string::npos) return "needs a MIME type";
    return {};
}

// RETURNS why there is none; empty: it was read, or none is wanted.
std::string read_schema(CustomUsage& usage) {
    if (usage.schema_file.empty()) return {};
    auto text = read_file(usage.schema_file);
    if (!text) return usage.schema_file + " cannot be read: " + text.error();
    if (text->empty()) return usage.schema_file + " is empty";
    usage.schema_text = std::move(*text);
    return {};
}

}  // namespace

Result<std::vector<std::unique_ptr<const CustomUsage>>, std::vector<std::string>>
read_custom_usages(const Config& config) {
    std::vector<std::unique_ptr<const CustomUsage>> usages;
    std::vector<std::string> errors;
    const auto refuse = [&](const std::string& what) {
        errors.push_back("custom_applications: " + what);
    };
    for (const auto& item : config.custom_applications) {
        const auto words = words_of(item);
        if (words.size() < 4 || words.size() > 5) {
            refuse("\"" + item + "\" is not AUID NUMBER MIME-TYPE NAMESPACE [XSD-FILE]");
            continue;
        }
        auto usage = std::make_unique<CustomUsage>();
        usage->auid = words[0];
        usage->media_type = words[2];
        usage->default_namespace = words[3];
        if (words.size() == 5) usage->schema_file = words[4];
        usage->row.doc_type = number_in(words[1]);
        if (const auto fault = fault_of(*usage); !fault.empty()) {
            refuse(usage->auid + " " + fault);
            continue;
        }
        if (const auto fault = read_schema(*usage); !fault.empty()) {
            refuse(fault);
            continue;
        }
        usage->row.auid = usage->auid;
        usage->row.media_type = usage->media_type;
        usage->row.default_namespace = usage->default_namespace;
        usage->row.schema = usage->schema_file;
        usage->row.directories = Directories::any;
        // RFC 4825 12: what is not validated is not listed.
        usage->row.lists_namespace = !usage->schema_file.empty();
        usages.push_back(std::move(usage));
    }
    if (!errors.empty()) return fail(std::move(errors));
    return usages;
}

}  // namespace xcapd
