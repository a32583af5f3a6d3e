// JSON text from a client as a tree, and the only header that shows what a tree is made of.
//
// Members keep their order: attributes of a contact stand in the document as the client wrote them.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace xcapd::api {

using Json = nlohmann::ordered_json;

inline constexpr std::size_t max_json_depth = 32;      // nested objects and arrays
inline constexpr std::size_t max_json_members = 1000;  // of one object

/// Where a text stops being JSON that we read, and why.
struct JsonFault {
    std::string message;
    std::size_t position = 0;  // bytes, the one that is at fault or ends what is included
};

/// Fails for what is no JSON (RFC 8259), is not UTF-8, is nested deeper than max_json_depth, or
/// has an object with a name twice or with more than max_json_members. Does not recurse; linear in
/// `text` but for the sorting of names. A number that is no integer of 64 bits is kept as it is
/// written, as "binary", which JSON text cannot have otherwise; one beyond the range of a double
/// is a fault (RFC 8259 6 lets us).
Result<Json, JsonFault> parse_json(std::string_view text);

/// Makes a tree's destruction need no memory, which nlohmann's takes to go without recursion: where
/// there is none, that would end the process, perhaps behind a write. For trees of parse_json,
/// which are not deep.
class Emptied {
  public:
    explicit Emptied(Json& tree) : tree_(tree) {}
    Emptied(const Emptied&) = delete;
    Emptied& operator=(const Emptied&) = delete;
    ~Emptied();

  private:
    Json& tree_;
};

/// The member, or nullptr where there is none or it is null. `object` may be anything.
const Json* member(const Json& object, std::string_view name);
/// The member, null included, or nullptr where there is none.
const Json* named(const Json& object, std::string_view name);

}  // namespace xcapd::api
