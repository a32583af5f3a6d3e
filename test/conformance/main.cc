// xcap-conformance: proves any XCAP server against RFC 4825, over HTTP. See README.md beside this
// file.
#include <chrono>
#include <exception>
#include <iostream>

#include "conformance/options.h"
#include "conformance/report.h"

namespace conformance {
namespace {

bool is_wanted(const Case& test, const std::vector<std::string>& filters) {
    if (filters.empty()) return true;
    for (const auto& filter : filters)
        if (test.group == filter || test.section == filter ||
            test.name.find(filter) != std::string::npos)
            return true;
    return false;
}

Result run(const Case& test, Session& session) {
    Result result;
    result.test = &test;
    const auto start = std::chrono::steady_clock::now();
    try {
        test.run(session);
    } catch (const Skipped& reason) {
        result.outcome = Outcome::skipped;
        result.message = reason.what();
    } catch (const std::exception& failure) {
        result.outcome = Outcome::failed;
        result.message = failure.what();
    }
    result.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

int run_suite(const Options& options, const std::vector<Case>& cases) {
    std::cerr << "xcap-conformance: this destroys the documents of " << options.target.xui << " at "
              << options.target.root << '\n';
    Session session(options.target);
    std::vector<Result> results;
    for (const auto& test : cases) results.push_back(run(test, session));
    switch (options.format) {
        case Format::table: print_table(std::cout, results); break;
        case Format::json: print_json(std::cout, results); break;
        case Format::junit: print_junit(std::cout, results); break;
    }
    for (const auto& result : results)
        if (result.outcome == Outcome::failed) return 1;
    return 0;
}

int run_program(int argc, const char* const* argv) {
    const auto options = parse_options(argc, argv);
    if (options.help) {
        std::cout
            << "Usage: xcap-conformance [OPTIONS] [ROOT]\n\n"
               "Proves an XCAP server against RFC 4825. It destroys the account's documents.\n\n"
            << options.help_text;
        return 0;
    }
    auto cases = all_cases();
    std::erase_if(cases, [&](const Case& test) { return !is_wanted(test, options.filters); });
    if (options.list) {
        for (const auto& test : cases)
            std::cout << test.section << " [" << test.group << "] " << test.name << '\n';
        return 0;
    }
    if (cases.empty()) {
        std::cerr << "xcap-conformance: no case is of this group, section or name\n";
        return 2;
    }
    return run_suite(options, cases);
}

}  // namespace
}  // namespace conformance

int main(int argc, char** argv) {
    try {
        return conformance::run_program(argc, argv);
    } catch (const std::exception& error) {
        std::cerr << "xcap-conformance: " << error.what() << '\n';
        return 2;
    }
}
