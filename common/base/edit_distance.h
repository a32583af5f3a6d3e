// How far two words are from each other, to guess which one was meant.
#pragma once

#include <cstddef>
#include <string_view>

namespace xcapd {

/// Letters to insert, remove or replace (Levenshtein).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// Words this far apart are no suggestion for each other.
inline constexpr std::size_t far_away = 4;

}  // namespace xcapd
