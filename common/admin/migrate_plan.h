// What `xcapd migrate` finds in one database, and the statements that mend it.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace xcapd::admin {

enum class Severity {
    error,    // something is answered wrongly, or not at all
    warning,  // something will be, sooner or later
    note,     // needs no action
};

struct Finding {
    Severity severity = Severity::note;
    std::string where;
    std::string what;
    std::string remedy;  // for the operator; of a mend, what --apply does
    bool is_mended = false;
};

/// The order in which statements run: each step relies on those before it. Rows change between
/// the two steps of DDL, so that where DDL ends a transaction they have one of their own.
enum class Step { create, remove, change, key, count };

class Plan {
  public:
    /// What only the operator can mend.
    void find(Severity severity, std::string where, std::string what, std::string remedy) {
        findings_.push_back(
            {severity, std::move(where), std::move(what), std::move(remedy), false});
    }
    /// What --apply mends; `deed` follows "--apply ". Statements are added beside it.
    void mend(Severity severity, std::string where, std::string what, std::string deed) {
        findings_.push_back({severity, std::move(where), std::move(what), std::move(deed), true});
    }
    void add(Step step, std::string statement) {
        steps_[static_cast<std::size_t>(step)].push_back(std::move(statement));
    }

    const std::vector<Finding>& findings() const { return findings_; }
    bool is_empty() const {
        return std::all_of(steps_.begin(), steps_.end(),
                           [](const auto& step) { return step.empty(); });
    }
    const std::vector<std::string>& statements(Step step) const {
        return steps_[static_cast<std::size_t>(step)];
    }

  private:
    std::vector<Finding> findings_;
    std::array<std::vector<std::string>, static_cast<std::size_t>(Step::count)> steps_;
};

}  // namespace xcapd::admin
