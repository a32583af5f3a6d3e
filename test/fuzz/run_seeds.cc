// Runs a fuzz target on files, for machines without libFuzzer: the seeds in `make test`, and a
// finding that is to be looked at.
//
// Usage: fuzz-TARGET FILE…
#include <fstream>
#include <iostream>
#include <sstream>

#include "fuzz/fuzz.h"

int main(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        std::ifstream file(argv[i], std::ios::binary);
        std::ostringstream bytes;
        bytes << file.rdbuf();
        if (!file) {
            std::cerr << argv[i] << " cannot be read\n";
            return 2;
        }
        std::cerr << argv[i] << '\n';  // the last one named is the one that failed
        const std::string text = bytes.str();
        // Of exactly this size on the heap, so that a sanitizer sees a step over its end.
        const std::vector<std::uint8_t> exact(text.begin(), text.end());
        LLVMFuzzerTestOneInput(exact.data(), exact.size());
    }
    std::cout << argc - 1 << " inputs\n";
    return 0;
}
