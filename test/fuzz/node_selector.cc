// Node selectors and their namespace bindings (RFC 4825 6.3, 6.4). Input: selector, zero byte,
// query; both raw.
#include "uri/node_selector_parser.h"

#include "base/percent.h"
#include "fuzz/fuzz.h"
#include "uri/xpointer.h"

using namespace xcapd;
using fuzz::require;

namespace {

bool same(const xml::QualifiedName& a, const xml::QualifiedName& b) {
    return a.is_unprefixed == b.is_unprefixed && a.ns == b.ns && a.local == b.local;
}

bool same(const xml::Step& a, const xml::Step& b) {
    if (a.name.has_value() != b.name.has_value() || a.position != b.position ||
        a.attribute.has_value() != b.attribute.has_value() || a.end != b.end)
        return false;
    if (a.name && !same(*a.name, *b.name)) return false;
    return !a.attribute ||
           (same(a.attribute->name, b.attribute->name) && a.attribute->value == b.attribute->value);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto parts = fuzz::split(fuzz::text_of(data, size), 2);
    if (const auto bindings = parse_namespace_bindings(parts[1]); !bindings)
        require(!bindings.error().empty(), "a refused query is told why");
    const auto selector = parse_node_selector(parts[0], parts[1]);
    if (!selector) {
        require(!selector.error().message.empty(), "a refused selector is told why");
        return 0;
    }
    require(!selector->steps.empty(), "a selector has a step");
    std::size_t end = 0;
    for (const auto& step : selector->steps) {
        require(step.end > end && step.end <= selector->text.size(), "steps follow each other");
        require(!step.name || !step.name->local.empty(), "a name is not empty");
        end = step.end;
    }
    // Answers quote the selector so: a prefix of it is a selector too.
    const auto again = parse_node_selector(percent_encode_path(selector->text), selector->query);
    require(again.ok() && again->terminal == selector->terminal &&
                same(again->attribute, selector->attribute) &&
                again->steps.size() == selector->steps.size(),
            "a selector can be written again");
    for (std::size_t i = 0; i < selector->steps.size(); ++i) {
        require(same(again->steps[i], selector->steps[i]), "a step can be written again");
        const auto prefix = selector->text.substr(0, selector->steps[i].end);
        const auto parent = parse_node_selector(percent_encode_path(prefix), selector->query);
        require(parent.ok() && parent->steps.size() == i + 1, "an ancestor has a URI");
    }
    return 0;
}
