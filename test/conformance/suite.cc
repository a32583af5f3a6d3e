#include "conformance/suite.h"

namespace conformance {

void Group::add(std::string section, std::string_view name, std::function<void(Session&)> run) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string printable;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x7f) {
            printable += c;
        } else {
            printable += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
        }
    }
    cases_.push_back({std::move(section), name_, std::move(printable), std::move(run)});
}

std::vector<Case> all_cases() {
    std::vector<Case> cases;
    for (const auto add :
         {add_capability_cases, add_uri_cases, add_document_cases, add_selector_cases,
          add_binding_cases, add_creation_cases, add_replacement_cases, add_deletion_cases,
          add_attribute_cases, add_namespace_cases, add_condition_cases, add_conflict_cases,
          add_example_cases, add_usage_cases, add_access_cases, add_robustness_cases,
          add_race_cases})
        add(cases);
    return cases;
}

}  // namespace conformance
