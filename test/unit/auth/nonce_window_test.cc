#include "auth/nonce_window.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

using namespace xcapd;

namespace {

constexpr std::int64_t start = 1'000'000;

NonceId nonce(std::uint64_t random, std::int64_t after = 1) { return {start + after, random}; }

}  // namespace

TEST_SUITE("auth/nonce_window") {
    TEST_CASE("a count is taken once, in any order, from any beginning (RFC 7616 3.4)") {
        NonceWindow window(1024, start);
        for (const std::uint32_t count : {7U, 8U, 10U, 9U, 1U, 100U, 3U, 250U})
            CHECK(window.use(nonce(1), count, start) == NonceUse::accepted);
        for (const std::uint32_t count : {7U, 8U, 10U, 9U, 1U, 100U, 3U, 250U})
            CHECK(window.use(nonce(1), count, start) == NonceUse::replayed);
        CHECK(window.use(nonce(2), 7, start) == NonceUse::accepted);
    }

    TEST_CASE("counts far below the highest are unknown, whether used or not") {
        NonceWindow window(1024, start);
        CHECK(window.use(nonce(1), 5, start) == NonceUse::accepted);
        CHECK(window.use(nonce(1), 1000, start) == NonceUse::accepted);
        CHECK(window.use(nonce(1), 5, start) == NonceUse::unknown);
        CHECK(window.use(nonce(1), 744, start) == NonceUse::unknown);
        CHECK(window.use(nonce(1), 745, start) == NonceUse::accepted);
        CHECK(window.use(nonce(1), 745, start) == NonceUse::replayed);
        CHECK(window.use(nonce(1), UINT32_MAX, start) == NonceUse::accepted);
        CHECK(window.use(nonce(1), UINT32_MAX, start) == NonceUse::replayed);
        CHECK(window.use(nonce(1), 0, start) == NonceUse::unknown);
    }

    TEST_CASE("no count of 1,000 in a row can be used twice") {
        NonceWindow window(1024, start);
        for (std::uint32_t count = 1; count <= 1000; ++count) {
            REQUIRE(window.use(nonce(1), count, start) == NonceUse::accepted);
            REQUIRE(window.use(nonce(1), count, start) == NonceUse::replayed);
        }
        for (std::uint32_t count = 1; count <= 1000; ++count)
            REQUIRE(window.use(nonce(1), count, start) != NonceUse::accepted);
    }

    TEST_CASE("a nonce from before the window is unknown") {
        NonceWindow window(1024, start);
        CHECK(window.use(nonce(1, 0), 1, start) == NonceUse::unknown);
        CHECK(window.use(nonce(1, -5), 1, start) == NonceUse::unknown);
    }

    TEST_CASE("a nonce that was evicted is never taken for new") {
        NonceWindow window(16, start);  // one bucket of 16
        for (int i = 1; i <= 40; ++i)
            REQUIRE(window.use(nonce(static_cast<std::uint64_t>(i), i), 1, start) ==
                    NonceUse::accepted);
        for (int i = 1; i <= 24; ++i)
            REQUIRE(window.use(nonce(static_cast<std::uint64_t>(i), i), 1, start) ==
                    NonceUse::unknown);
        for (int i = 25; i <= 40; ++i)
            REQUIRE(window.use(nonce(static_cast<std::uint64_t>(i), i), 1, start) ==
                    NonceUse::replayed);
    }

    TEST_CASE("all processes that were forked see one window, and one killed in it locks nobody") {
        NonceWindow window(16, start);
        for (int round = 0; round < 50; ++round) {
            const pid_t child = ::fork();
            REQUIRE(child >= 0);
            if (child == 0)
                for (std::uint32_t count = 1;; ++count)
                    window.use(nonce(1, 1), count, start);  // until it is killed
            ::usleep(300);
            ::kill(child, SIGKILL);
            ::waitpid(child, nullptr, 0);
            window.use(nonce(2, 1), 1, start);  // does not hang
        }
        const pid_t child = ::fork();
        if (child == 0) ::_exit(window.use(nonce(3, 10), 1, start) == NonceUse::accepted ? 0 : 1);
        int status = 1;
        ::waitpid(child, &status, 0);
        CHECK(status == 0);
        CHECK(window.use(nonce(3, 10), 1, start) == NonceUse::replayed);
    }
}
