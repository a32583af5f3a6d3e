// Statements are written with numbered parameters (?1, ?2 …), of which one may stand in several
// places. What PostgreSQL and MySQL understand is made of that here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace xcapd {

/// Every ?N as $N.
std::string with_dollars(std::string_view sql);

struct PositionalSql {
    std::string text;          // every ?N as ?
    std::vector<int> numbers;  // N of each place, from left to right
};
PositionalSql with_positions(std::string_view sql);

}  // namespace xcapd
