#include "bench/load/report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ostream>

namespace bench {
namespace {

// The smallest latency that `share` of all do not exceed, in microseconds.
std::uint32_t percentile(const std::vector<std::uint32_t>& sorted, double share) {
    if (sorted.empty()) return 0;
    const auto rank = std::ceil(share * static_cast<double>(sorted.size()));
    return sorted[std::max<std::size_t>(static_cast<std::size_t>(rank), 1) - 1];
}

std::string fixed(double value, int digits) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

}  // namespace

std::size_t Report::error_count() const {
    std::size_t count = 0;
    for (const auto& [what, times] : errors) count += times;
    return count;
}

void print_report(std::ostream& out, Report& report, Format format) {
    auto& latencies = report.latencies;
    std::sort(latencies.begin(), latencies.end());
    const double rate =
        report.seconds > 0 ? static_cast<double>(latencies.size()) / report.seconds : 0;
    const double share = report.seconds > 0 ? report.cpu_seconds / report.seconds : 0;
    if (format == Format::json) {
        out << "{\"requests\": " << latencies.size()
            << ", \"seconds\": " << fixed(report.seconds, 6)
            << ", \"requests_per_second\": " << fixed(rate, 1)
            << ", \"p50_us\": " << percentile(latencies, 0.5)
            << ", \"p99_us\": " << percentile(latencies, 0.99)
            << ", \"worst_us\": " << percentile(latencies, 1)
            << ", \"generator_cpu_share\": " << fixed(share, 3)
            << ", \"answers\": " << report.answers << ", \"challenges\": " << report.challenges
            << ", \"connects\": " << report.connects << ", \"errors\": {";
        const char* separator = "";
        for (const auto& [what, times] : report.errors) {
            out << separator << '"' << what << "\": " << times;
            separator = ", ";
        }
        out << "}}\n";
        return;
    }
    const auto ms = [](std::uint32_t us) { return fixed(us / 1000.0, 3) + " ms"; };
    out << "requests           " << latencies.size() << " in " << fixed(report.seconds, 3) << " s\n"
        << "per second         " << fixed(rate, 1) << '\n'
        << "p50, p99, worst    " << ms(percentile(latencies, 0.5)) << ", "
        << ms(percentile(latencies, 0.99)) << ", " << ms(percentile(latencies, 1)) << '\n'
        << "generator's CPU    " << fixed(share * 100, 1) << " % of one\n"
        << "connects           " << report.connects << '\n'
        << "challenges         " << report.challenges << '\n'
        << "errors             " << report.error_count() << '\n';
    for (const auto& [what, times] : report.errors) out << "  " << what << ": " << times << '\n';
}

}  // namespace bench
