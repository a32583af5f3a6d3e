// What stands for something else in the text of a statement.
//
// {names} are filled in with names of tables and columns, and with what each dialect writes in
// their place. Beside them statements are written with numbered parameters (?1, ?2 …), of which one
// may stand in several places. What PostgreSQL and MySQL understand is made of that here.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xcapd {

/// Every `placeholder` in `text` as `name`.
void fill_in(std::string& text, std::string_view placeholder, std::string_view name);

/// `text` with every placeholder of `names`, one after the other, filled in.
std::string filled_in(std::string_view text,
                      std::initializer_list<std::pair<std::string_view, std::string>> names);

/// Every ?N as $N.
std::string with_dollars(std::string_view sql);

struct PositionalSql {
    std::string text;          // every ?N as ?
    std::vector<int> numbers;  // N of each place, from left to right
};
PositionalSql with_positions(std::string_view sql);

}  // namespace xcapd
