// Holds a JSON body against the table of its object and names every fault, in the form of FastAPI,
// which OpenXCAP's clients know: {"detail": [{"loc": [...], "msg": "...", "type": "..."}]}.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "api/json_writer.h"
#include "api/objects.h"

namespace xcapd::api {

/// A place in a request, from the outside in: "body", "uris", 0, "uri". Lives on the stack; the
/// outer place outlives the inner one, and so does a name.
class Location {
  public:
    explicit Location(std::string_view name) : name_(name) {}
    Location(const Location& outer, std::string_view name) : outer_(&outer), name_(name) {}
    Location(const Location& outer, std::size_t index)
        : outer_(&outer), index_(index), is_index_(true) {}

    void write(JsonWriter& out) const;

  private:
    const Location* outer_ = nullptr;
    std::string_view name_ = {};
    std::size_t index_ = 0;
    bool is_index_ = false;
};

class Faults {
  public:
    Faults();
    /// `type` as pydantic names it: "value_error.missing".
    void add(const Location& at, std::string_view message, std::string_view type);
    bool empty() const { return count_ == 0; }
    std::size_t count() const { return count_; }
    /// The body of the 422. The first thousand are named.
    std::string take();

  private:
    JsonWriter out_;
    std::size_t count_ = 0;
};

/// Everything in `body` that is not as the table says. Members that the table does not know are
/// passed over, as OpenXCAP does.
void validate(const Json& body, const Object& object, const Location& at, Faults& faults);

/// The same for a merge patch (RFC 7396): what it does not name is not judged, and null takes away
/// what need not be there.
void validate_patch(const Json& patch, const Object& object, const Location& at, Faults& faults);

/// Whether XML 1.0 can hold each character of `text`; otherwise a fault is added.
bool is_xml_text(std::string_view text, const Location& at, Faults& faults);

}  // namespace xcapd::api
