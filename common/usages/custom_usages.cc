#include "usages/custom_usages.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <sstream>

#include "base/ascii.h"
#include "base/file.h"
#include "usages/pres_content.h"
#include "usages/table.h"

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

// Letters, digits and `others`, at least one.
bool consists_of(std::string_view text, std::string_view others) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return ascii::is_alpha(c) || ascii::is_digit(c) || others.find(c) != others.npos;
    });
}

// A label of a host name, which an AUID has in reverse.
bool is_label(std::string_view text) {
    return consists_of(text, "-") && text.front() != '-' && text.back() != '-';
}

// RFC 4825 5.1, without what would be escaped in a URI; "~~" ends a document selector.
bool is_auid(std::string_view text) {
    if (text.find("~~") != text.npos) return false;
    for (bool is_first = true;; is_first = false) {
        const auto dot = text.find('.');
        if (dot == text.npos) return consists_of(text, "-_~");
        const auto label = text.substr(0, dot);
        if (!is_label(label) || (is_first && !ascii::is_alpha(label.front()))) return false;
        text.remove_prefix(dot + 1);
    }
}

// RFC 6838 4.2.
bool is_restricted_name(std::string_view text) {
    return consists_of(text, "!#$&-^_.+") && text.size() <= 127 &&
           consists_of(text.substr(0, 1), "");
}

bool is_media_type(std::string_view text) {
    const auto slash = text.find('/');
    return slash != text.npos && is_restricted_name(text.substr(0, slash)) &&
           is_restricted_name(text.substr(slash + 1));
}

// The built-in usage whose documents an AUID means; empty: none.
std::string_view aliased(std::string_view auid) {
    if (auid == status_icon_directory) return pres_content_auid;
    for (const auto& usage : usages_table)
        if (usage.auid == auid) return usage.alias_of;
    return {};
}

std::string fault_of(const CustomUsage& usage) {
    if (!is_auid(usage.auid))
        return "is no AUID (RFC 4825 5.1: letters, digits, \"-\", \"_\" and \"~\", behind a host "
               "name in reverse)";
    if (const auto other = aliased(usage.auid); !other.empty())
        return "is another name of " + std::string(other);
    if (usage.row.doc_type < first_custom_doc_type)
        return "needs a number from " + std::to_string(first_custom_doc_type) + " on";
    if (!is_media_type(usage.media_type))
        return "needs a MIME type, TYPE/SUBTYPE without parameters, found \"" + usage.media_type +
               '"';
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
        usage->media_type = ascii::lower(words[2]);  // RFC 9110 8.3.1
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
        usage->row.root_element = {usage->default_namespace, ""};
        usages.push_back(std::move(usage));
    }
    if (!errors.empty()) return fail(std::move(errors));
    return usages;
}

}  // namespace xcapd
