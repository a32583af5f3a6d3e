#include "usages/pidf.h"

#include "base/ascii.h"
#include "xml/select.h"
#include "xml/text_content.h"

namespace xcapd {
namespace {

// `date_time` is a valid xs:dateTime, so a sign this close to its end begins an offset.
bool has_offset(std::string_view date_time) {
    static constexpr std::size_t offset_size = sizeof("+00:00") - 1;
    if (date_time.ends_with('Z')) return true;
    if (date_time.size() < offset_size) return false;
    const char sign = date_time[date_time.size() - offset_size];
    return sign == '+' || sign == '-';
}

}  // namespace

std::optional<Violation> check_pidf(const xml::Document& document, const ConstraintContext&) {
    // Behind root and tuple; in an extension these names are anybody's.
    for (auto tuple = xml::first_child(document, 0); tuple != xml::no_element;
         tuple = xml::next_sibling(document, tuple)) {
        if (!has_name(document, document.element(tuple), {pidf_namespace, "tuple"})) continue;
        for (auto id = xml::first_child(document, tuple); id != xml::no_element;
             id = xml::next_sibling(document, id)) {
            const auto& element = document.element(id);
            if (has_name(document, element, {pidf_namespace, "status"}) &&
                xml::first_child(document, id) == xml::no_element)
                return constraint_violation("A status has at least one element.");
            if (has_name(document, element, {pidf_namespace, "timestamp"}) &&
                !has_offset(ascii::trim(xml::text_content(document, element))))
                return constraint_violation("A timestamp names its offset from UTC, or Z.");
        }
    }
    return std::nullopt;
}

}  // namespace xcapd
