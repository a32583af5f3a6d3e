#include "base/file.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

using namespace xcapd;

TEST_SUITE("base/file") {
    TEST_CASE("a file is read whole, and what cannot be read says why") {
        const auto path = std::filesystem::temp_directory_path() /
                          ("xcapd-file-test-" + std::to_string(::getpid()));
        for (const std::size_t size : {0, 1, 16384, 16385}) {
            std::string bytes(size, 'a');
            if (size > 0) bytes[size / 2] = '\0';
            std::ofstream(path, std::ios::binary) << bytes;
            const auto read = read_file(path.string());
            REQUIRE(read.ok());
            CHECK((*read == bytes));
        }
        std::filesystem::remove(path);
        CHECK(read_file(path.string()).error() == "No such file or directory");
        CHECK(read_file("/").error() == "Is a directory");
    }
}
