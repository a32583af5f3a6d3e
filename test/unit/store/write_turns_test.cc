#include "store/write_turns.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "store/store.h"

using namespace xcapd;

namespace {

SteadyClock::time_point in(int ms) { return SteadyClock::now() + milliseconds(ms); }

}  // namespace

TEST_SUITE("store/write_turns") {
    TEST_CASE("one writer at a time, whichever process it is in") {
        WriteTurns turns;
        int pipe[2];
        REQUIRE(::pipe(pipe) == 0);
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            const WriteTurns::Turn turn(&turns, 0, in(1000));
            [[maybe_unused]] const auto told = ::write(pipe[1], "t", 1);
            ::pause();  // until it is killed
        }
        char byte = 0;
        REQUIRE(::read(pipe[0], &byte, 1) == 1);
        CHECK_THROWS_AS(WriteTurns::Turn(&turns, 0, in(20)), StoreError);
        CHECK_NOTHROW(WriteTurns::Turn(&turns, 1, in(20)));  // of another document
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        for (int again = 0; again < 3; ++again)  // the dead lock nobody out
            CHECK_NOTHROW(WriteTurns::Turn(&turns, 0, in(1000)));
        ::close(pipe[0]);
        ::close(pipe[1]);
    }

    TEST_CASE("without turns nobody waits") {
        const WriteTurns::Turn one(nullptr, 0, in(0));
        CHECK_NOTHROW(WriteTurns::Turn(nullptr, 0, in(0)));
    }
}
