#include "conformance/report.h"

#include <algorithm>
#include <array>
#include <iomanip>
#include <map>
#include <nlohmann/json.hpp>

#include "xml/escape.h"

namespace conformance {
namespace {

constexpr std::array words = {"passed", "failed", "skipped"};

const char* word(Outcome outcome) { return words[static_cast<std::size_t>(outcome)]; }

long count(const std::vector<Result>& results, Outcome outcome) {
    return std::count_if(results.begin(), results.end(),
                         [&](const Result& r) { return r.outcome == outcome; });
}

}  // namespace

void print_table(std::ostream& out, const std::vector<Result>& results) {
    std::map<std::string, std::array<long, 3>> sections;
    for (const auto& result : results)
        ++sections[result.test->section][static_cast<std::size_t>(result.outcome)];
    out << std::left << std::setw(14) << "section" << std::right << std::setw(8) << "passed"
        << std::setw(8) << "failed" << std::setw(9) << "skipped" << '\n';
    for (const auto& [section, counts] : sections)
        out << std::left << std::setw(14) << section << std::right << std::setw(8) << counts[0]
            << std::setw(8) << counts[1] << std::setw(9) << counts[2] << '\n';
    for (const auto& result : results)
        if (result.outcome == Outcome::failed)
            out << "\nFAILED " << result.test->section << " [" << result.test->group << "] "
                << result.test->name << "\n  " << result.message << '\n';
    std::map<std::string, long> reasons;
    for (const auto& result : results)
        if (result.outcome == Outcome::skipped) ++reasons[result.message];
    for (const auto& [reason, cases] : reasons)
        out << "\nskipped " << cases << ": " << reason << '\n';
    out << '\n'
        << count(results, Outcome::passed) << " passed, " << count(results, Outcome::failed)
        << " failed, " << count(results, Outcome::skipped) << " skipped\n";
}

void print_json(std::ostream& out, const std::vector<Result>& results) {
    nlohmann::ordered_json cases = nlohmann::ordered_json::array();
    for (const auto& result : results)
        cases.push_back({{"section", result.test->section},
                         {"group", result.test->group},
                         {"name", result.test->name},
                         {"outcome", word(result.outcome)},
                         {"message", result.message},
                         {"seconds", result.seconds}});
    const nlohmann::ordered_json whole = {{"passed", count(results, Outcome::passed)},
                                          {"failed", count(results, Outcome::failed)},
                                          {"skipped", count(results, Outcome::skipped)},
                                          {"cases", cases}};
    // Messages may quote bytes that are no UTF-8.
    out << whole.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

void print_junit(std::ostream& out, const std::vector<Result>& results) {
    const auto escape = [](const std::string& text) { return xcapd::xml::escape(text); };
    out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"xcap-conformance\" "
           "tests=\""
        << results.size() << "\" failures=\"" << count(results, Outcome::failed) << "\" skipped=\""
        << count(results, Outcome::skipped) << "\">\n";
    for (const auto& result : results) {
        out << "  <testcase classname=\"" << escape(result.test->section + " " + result.test->group)
            << "\" name=\"" << escape(result.test->name) << "\" time=\"" << result.seconds << '"';
        if (result.outcome == Outcome::passed) {
            out << "/>\n";
        } else {
            const char* element = result.outcome == Outcome::failed ? "failure" : "skipped";
            out << "><" << element << " message=\"" << escape(result.message)
                << "\"/></testcase>\n";
        }
    }
    out << "</testsuite>\n";
}

}  // namespace conformance
