// What the Makefile compiles once and hands to every file: the standard headers most of them read,
// which cost more to parse than the file itself. It serves the build alone. A file still includes
// all it uses: `make SAN=1` and `make fuzz` compile without this header.
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>
