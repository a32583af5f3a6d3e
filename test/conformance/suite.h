// The cases of the suite: each names the section of the RFC it proves, and runs on one session.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace conformance {

class Session;

struct Case {
    std::string section;  // "8.2.3"
    std::string group;    // "creation"
    std::string name;     // the rule, as a sentence
    std::function<void(Session&)> run;
};

/// The server broke a rule.
struct Failed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The server lacks what the case stands on, and the RFC lets it.
struct Skipped : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// All cases, in the order of the files below cases/.
std::vector<Case> all_cases();

/// Collects the cases of one file.
class Group {
  public:
    Group(std::vector<Case>& cases, std::string name) : cases_(cases), name_(std::move(name)) {}
    /// `name` may quote bytes of a request; what is not printable ASCII is written as \xNN.
    void add(std::string section, std::string_view name, std::function<void(Session&)> run);

  private:
    std::vector<Case>& cases_;
    std::string name_;
};

// One function per file below cases/.
void add_uri_cases(std::vector<Case>&);
void add_selector_cases(std::vector<Case>&);
void add_binding_cases(std::vector<Case>&);
void add_document_cases(std::vector<Case>&);
void add_creation_cases(std::vector<Case>&);
void add_replacement_cases(std::vector<Case>&);
void add_deletion_cases(std::vector<Case>&);
void add_attribute_cases(std::vector<Case>&);
void add_namespace_cases(std::vector<Case>&);
void add_condition_cases(std::vector<Case>&);
void add_conflict_cases(std::vector<Case>&);
void add_capability_cases(std::vector<Case>&);
void add_example_cases(std::vector<Case>&);
void add_usage_cases(std::vector<Case>&);
void add_access_cases(std::vector<Case>&);
void add_robustness_cases(std::vector<Case>&);
void add_race_cases(std::vector<Case>&);

}  // namespace conformance
