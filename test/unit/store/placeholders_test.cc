#include "store/placeholders.h"

#include <doctest/doctest.h>

using namespace xcapd;

TEST_SUITE("store/placeholders") {
    TEST_CASE("PostgreSQL's parameters keep their numbers") {
        CHECK(with_dollars("") == "");
        CHECK(with_dollars("SELECT 1") == "SELECT 1");
        CHECK(with_dollars("a = ?2 AND b = ?1 AND c = ?2") == "a = $2 AND b = $1 AND c = $2");
        CHECK(with_dollars("?12?3") == "$12$3");
    }

    TEST_CASE("MySQL's parameters are found by their places") {
        const auto sql = with_positions("a = ?2 AND b IN (?1, ?12) OR ?2 = 1");
        CHECK(sql.text == "a = ? AND b IN (?, ?) OR ? = 1");
        CHECK(sql.numbers == std::vector<int>{2, 1, 12, 2});
        CHECK(with_positions("SELECT 1").text == "SELECT 1");
        CHECK(with_positions("SELECT 1").numbers.empty());
    }
}
