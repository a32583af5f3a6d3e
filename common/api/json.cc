#include "api/json.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <vector>

namespace xcapd::api {
namespace {

// From the leaves inwards, so that no container is destroyed that holds another one's items.
void empty(Json& tree) noexcept {
    if (auto* items = tree.get_ptr<Json::array_t*>()) {
        for (auto& item : *items) empty(item);
        items->clear();
    } else if (auto* members = tree.get_ptr<Json::object_t*>()) {
        for (auto& [name, value] : *members) empty(value);
        members->clear();
    }
}

// Appends a member that is null. A vector of pairs with constant names grows by copies, and
// destroys what it copied, so it grows here.
Json& append(Json::object_t& members, const std::string& name) {
    if (members.size() == members.capacity()) {
        Json::object_t larger;
        larger.reserve(members.empty() ? 1 : 2 * members.size() + 2);  // most that is hostile has 1
        for (auto& [known, value] : members) larger.emplace_back(known, nullptr);
        auto place = larger.begin();
        for (auto& [known, value] : members) (place++)->second = std::move(value);
        members.swap(larger);
    }
    return members.emplace_back(name, nullptr).second;
}

// The text as the parser reads it, counted: its events do not say where they stand.
class CountedText {
  public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    CountedText(const char* at, std::size_t& count) : at_(at), count_(&count) {}
    reference operator*() const { return *at_; }
    CountedText& operator++() {
        ++at_;
        ++*count_;
        return *this;
    }
    bool operator==(const CountedText& other) const { return at_ == other.at_; }

  private:
    const char* at_;
    std::size_t* count_;
};

// Builds the tree from the parser's events. Names are appended unseen and compared at the end of
// their object, sorted: looking each up as it comes would be quadratic.
class Builder final : public nlohmann::json_sax<Json> {
  public:
    // `read`: how many bytes the parser has taken.
    explicit Builder(const std::size_t& read) : read_(read) {}
    ~Builder() override { empty(root); }

    bool null() override { return add(Json()); }
    bool boolean(bool value) override { return add(Json(value)); }
    bool number_integer(number_integer_t value) override { return add(Json(value)); }
    bool number_unsigned(number_unsigned_t value) override { return add(Json(value)); }
    bool number_float(number_float_t, const string_t& text) override {
        // By its constructor: Json::binary() would end the process where there is no memory.
        return add(Json(Json::binary_t({text.begin(), text.end()})));
    }
    bool string(string_t& value) override { return add(Json(std::move(value))); }
    bool binary(binary_t&) override { return false; }  // JSON text has none

    bool start_object(std::size_t) override { return open(Json::object()); }
    bool start_array(std::size_t) override { return open(Json::array()); }
    bool end_array() override {
        open_.pop_back();
        return true;
    }

    bool key(string_t& name) override {
        auto& members = open_.back()->get_ref<Json::object_t&>();
        if (members.size() >= max_json_members) return refuse("an object has too many members");
        append(members, name);
        name_ends_.push_back(read_);
        return true;
    }

    bool end_object() override {
        const auto& members = open_.back()->get_ref<const Json::object_t&>();
        const auto first = name_ends_.size() - members.size();
        std::vector<std::pair<std::string_view, std::size_t>> names;
        names.reserve(members.size());
        for (const auto& [name, value] : members)
            names.emplace_back(name, name_ends_[first + names.size()]);
        std::sort(names.begin(), names.end());
        std::optional<std::size_t> repeated;  // the first that stood before
        for (std::size_t i = 1; i < names.size(); ++i)
            if (names[i].first == names[i - 1].first)
                repeated = std::min(repeated.value_or(read_), names[i].second);
        if (repeated) return refuse("a name stands twice in an object", *repeated);
        name_ends_.resize(first);
        open_.pop_back();
        return true;
    }

    bool parse_error(std::size_t position, const std::string& last_token,
                     const nlohmann::detail::exception& cause) override {
        constexpr int out_of_range = 406;
        if (cause.id == out_of_range) return refuse("a number is out of range", position);
        // The token may hold bytes that are no text, so it is not shown.
        return refuse(last_token.empty() ? "the text ends too early" : "this is no JSON", position);
    }

    bool refuse(std::string message) { return refuse(std::move(message), read_); }
    bool refuse(std::string message, std::size_t position) {
        fault = JsonFault{std::move(message), position};
        return false;
    }

    Json root;
    std::optional<JsonFault> fault;

  private:
    Json* place(Json value) {
        if (open_.empty()) {
            root = std::move(value);
            return &root;
        }
        auto& parent = *open_.back();
        if (parent.is_object()) {
            auto& slot = parent.get_ref<Json::object_t&>().back().second;
            slot = std::move(value);
            return &slot;
        }
        auto& items = parent.get_ref<Json::array_t&>();
        items.push_back(std::move(value));
        return &items.back();
    }
    bool add(Json value) {
        place(std::move(value));
        return true;
    }
    bool open(Json empty) {
        if (open_.size() >= max_json_depth) return refuse("it is nested too deep");
        open_.push_back(place(std::move(empty)));
        return true;
    }

    const std::size_t& read_;
    std::vector<Json*> open_;             // from the root inwards; only the innermost one grows
    std::vector<std::size_t> name_ends_;  // of the members of all open objects
};

}  // namespace

Emptied::~Emptied() { empty(tree_); }

Result<Json, JsonFault> parse_json(std::string_view text) {
    std::size_t read = 0;
    Builder builder(read);
    std::size_t unused = 0;
    const bool is_read = Json::sax_parse(CountedText(text.data(), read),
                                         CountedText(text.data() + text.size(), unused), &builder);
    // Where a value is complete the parser takes a NUL for the end of the text; RFC 8259 2 has
    // none.
    if (const auto nul = text.find('\0'); is_read && nul != text.npos)
        return fail(JsonFault{"this is no JSON", nul + 1});
    if (is_read) return std::move(builder.root);
    return fail(builder.fault ? std::move(*builder.fault) : JsonFault{"this is no JSON", 0});
}

const Json* named(const Json& object, std::string_view name) {
    if (!object.is_object()) return nullptr;
    for (const auto& [key, value] : object.get_ref<const Json::object_t&>())
        if (key == name) return &value;
    return nullptr;
}

const Json* member(const Json& object, std::string_view name) {
    const auto* value = named(object, name);
    return value == nullptr || value->is_null() ? nullptr : value;
}

}  // namespace xcapd::api
