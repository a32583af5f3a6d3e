#include "conformance/fields.h"

#include <algorithm>

#include "base/percent.h"
#include "conformance/session.h"
#include "conformance/xml_check.h"

namespace conformance {
namespace {

// Of the attribute that `attribute` selects and those of its element's siblings that equal it.
std::string twins_of(const std::string& attribute) {
    const auto at = attribute.rfind("/@");
    const auto element = attribute.substr(0, at);
    const auto name = attribute.substr(at + 1);
    return element + "/../*[local-name() = local-name(" + element + ") and " + name + " = " +
           attribute + "]/" + name;
}

}  // namespace

void expect_fields(const std::string& conflict, const std::string& document,
                   const std::vector<std::string>& expected) {
    std::vector<std::string> allowed;
    for (const auto& attribute : expected) {
        const auto twins = xml::paths(document, twins_of(attribute));
        expect(twins.size() > 1, "the suite is wrong: nothing equals " + attribute);
        allowed.insert(allowed.end(), twins.begin(), twins.end());
    }
    const auto fields = xml::texts(conflict, "//*[local-name()='exists']/@field");
    expect(!fields.empty(), "a uniqueness failure names a field: " + conflict);
    for (const auto& field : fields) {
        // RFC 4825 11.1: relative, percent-encoded; absolute forms are about.
        auto path = xcapd::percent_decode(field.substr(0, field.find('?'))).value_or(field);
        if (!path.starts_with('/')) path = "/" + path;
        const auto found =
            xml::paths(document, path, {{"rl", "urn:ietf:params:xml:ns:resource-lists"}});
        expect(found.size() == 1, "the field " + field + " selects one node");
        expect(std::find(allowed.begin(), allowed.end(), found.front()) != allowed.end(),
               "the field " + field + " selects a value that is not unique");
    }
}

}  // namespace conformance
