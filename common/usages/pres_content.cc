#include "usages/pres_content.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/base64.h"
#include "usages/children.h"
#include "xml/text_content.h"

namespace xcapd {
namespace {

constexpr std::string_view icon_types[] = {"image/jpeg", "image/gif", "image/png"};

std::string text_of(const xml::Document& document, std::string_view child) {
    const auto id = find_child(document, 0, {pres_content_namespace, child});
    return id == xml::no_element ? std::string()
                                 : xml::text_content(document, document.element(id));
}

std::string word_of(const xml::Document& document, std::string_view child) {
    return ascii::lower(ascii::trim(text_of(document, child)));
}

bool is_icon(const DocumentSelector& selector) {
    return !selector.path.empty() && selector.path.front() == status_icon_directory;
}

}  // namespace

std::optional<Violation> check_pres_content(const xml::Document& document,
                                            const ConstraintContext& context) {
    const auto encoding = word_of(document, "encoding");
    auto data = text_of(document, "data");
    std::erase_if(data, ascii::is_space);  // base64 is broken into lines (RFC 2045 6.8)
    if (is_icon(context.selector)) {
        const auto type = word_of(document, "mime-type");
        if (std::find(std::begin(icon_types), std::end(icon_types), type) == std::end(icon_types))
            return constraint_violation("Unsupported MIME type. Allowed MIME types: " +
                                        ascii::joined(icon_types));
        if (encoding != "base64")
            return constraint_violation("Unsupported encoding. Allowed encoding: base64");
        if (data.empty()) return constraint_violation("No icon data was provided");
    }
    const auto most = context.config.max_pres_content_size;
    if (data.size() > static_cast<std::size_t>(most))
        return constraint_violation("Size limit exceeded, maximum allowed size is " +
                                    std::to_string(most) + " bytes");
    if (encoding == "base64" && !data.empty() && !base64_decode(data))
        return constraint_violation("The data is not base64");
    return std::nullopt;
}

}  // namespace xcapd
