#include "conformance/suite.h"

namespace conformance {

std::vector<Case> all_cases() {
    std::vector<Case> cases;
    for (const auto add :
         {add_capability_cases, add_uri_cases, add_document_cases, add_selector_cases,
          add_binding_cases, add_creation_cases, add_replacement_cases, add_deletion_cases,
          add_attribute_cases, add_namespace_cases, add_condition_cases, add_conflict_cases,
          add_example_cases, add_access_cases})
        add(cases);
    return cases;
}

}  // namespace conformance
