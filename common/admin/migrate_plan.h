// What `xcapd migrate` finds in one database, and the statements that mend it.
#pragma once

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
/// the two steps of DDL, so a dialect whose DDL ends a transaction still has its rows in one.
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
    std::vector<std::string> statements() const {
        std::vector<std::string> all;
        for (const auto& step : steps_) all.insert(all.end(), step.begin(), step.end());
        return all;
    }

  private:
    std::vector<Finding> findings_;
    std::array<std::vector<std::string>, static_cast<std::size_t>(Step::count)> steps_;
};

}  // namespace xcapd::admin
