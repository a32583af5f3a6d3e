// xcap-bench: asks one URL over keep-alive connections as fast as it is answered, and says how fast
// that was. See man/xcap-bench.1.
#include <exception>
#include <iostream>

#include "bench/load/options.h"
#include "bench/load/report.h"
#include "bench/load/run.h"

int main(int argc, char** argv) {
    try {
        const auto options = bench::parse_options(argc, argv);
        if (options.help) {
            std::cout << "Usage: xcap-bench [OPTIONS] URL\n\n"
                         "Asks URL as fast as it is answered. In URL, header and user name \"{c}\" "
                         "is the number of the connection, from 0.\n\n"
                      << options.help_text;
            return 0;
        }
        auto report = bench::run(options);
        bench::print_report(std::cout, report, options.format);
        if (report.error_count() > 0) return 1;
        return report.latencies.empty() ? 2 : 0;
    } catch (const std::exception& error) {
        std::cerr << "xcap-bench: " << error.what() << '\n';
        return 2;
    }
}
