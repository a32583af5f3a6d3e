#include "api/validation.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/utf8.h"
#include "base/xml_text.h"

namespace xcapd::api {
namespace {

constexpr std::size_t most_faults = 1000;
constexpr std::size_t longest_attribute_name = 255;

void check_string(const Json& value, const Field& field, const Location& at, Faults& faults) {
    if (!value.is_string()) {
        faults.add(at, "str type expected", "type_error.str");
        return;
    }
    const auto& text = value.get_ref<const std::string&>();
    if (!is_xml_text(text, at, faults)) return;
    if (!field.allowed.empty()) {
        if (std::find(field.allowed.begin(), field.allowed.end(), text) == field.allowed.end())
            faults.add(at, "unexpected value; permitted: " + ascii::joined(field.allowed),
                       "value_error.const");
        return;
    }
    const auto length = utf8_length(text);
    if (length < field.min)
        faults.add(at,
                   "ensure this value has at least " + std::to_string(field.min) + " characters",
                   "value_error.any_str.min_length");
    if (field.max != 0 && length > field.max)
        faults.add(at, "ensure this value has at most " + std::to_string(field.max) + " characters",
                   "value_error.any_str.max_length");
    if (field.format != nullptr && !field.format->matches(text))
        faults.add(at, "string does not match regex \"" + std::string(field.format->pattern) + "\"",
                   "value_error.str.regex");
}

void check_list(const Json& value, const Field& field, const Location& at, Faults& faults) {
    if (!value.is_array()) {
        faults.add(at, "value is not a valid list", "type_error.list");
        return;
    }
    if (field.max != 0 && value.size() > field.max) {
        faults.add(at, "ensure this value has at most " + std::to_string(field.max) + " items",
                   "value_error.list.max_items");
        return;
    }
    std::size_t index = 0;
    for (const auto& item : value) validate(item, *field.of, Location(at, index++), faults);
}

void check_attributes(const Json& value, const Location& at, Faults& faults) {
    if (!value.is_object()) {
        faults.add(at, "value is not a valid dict", "type_error.dict");
        return;
    }
    for (const auto& [name, text] : value.get_ref<const Json::object_t&>()) {
        const Location here(at, name);
        if (!is_xml_text(name, here, faults)) continue;
        if (name.empty() || utf8_length(name) > longest_attribute_name)
            faults.add(here, "a name has 1 to 255 characters", "value_error");
        if (text.is_structured()) {
            faults.add(here, "str type expected", "type_error.str");
        } else if (text.is_string()) {
            is_xml_text(text.get_ref<const std::string&>(), here, faults);
        }
    }
}

void check_value(const Json& value, const Field& field, const Location& at, Faults& faults) {
    switch (field.type) {
        case Type::string: check_string(value, field, at, faults); break;
        case Type::boolean:
            if (!value.is_boolean())
                faults.add(at, "value could not be parsed to a boolean", "type_error.bool");
            break;
        case Type::object: validate(value, *field.of, at, faults); break;
        case Type::list: check_list(value, field, at, faults); break;
        case Type::attributes: check_attributes(value, at, faults); break;
        case Type::location: break;
    }
}

}  // namespace

void Location::write(JsonWriter& out) const {
    if (outer_ != nullptr) outer_->write(out);
    if (is_index_) {
        out.number(index_);
    } else {
        out.string(name_);
    }
}

Faults::Faults() {
    out_.begin_object();
    out_.key("detail");
    out_.begin_array();
}

void Faults::add(const Location& at, std::string_view message, std::string_view type) {
    if (count_++ >= most_faults) return;
    out_.begin_object();
    out_.key("loc");
    out_.begin_array();
    at.write(out_);
    out_.end_array();
    out_.member("msg", message);
    out_.member("type", type);
    out_.end_object();
}

std::string Faults::take() {
    out_.end_array();
    out_.end_object();
    return out_.take();
}

bool is_xml_text(std::string_view text, const Location& at, Faults& faults) {
    while (!text.empty()) {
        // Most of any text.
        const auto next = static_cast<unsigned char>(text.front()) < 0x80
                              ? CodePoint{static_cast<unsigned char>(text.front()), 1}
                              : utf8_first(text);
        if (next.length == 0 || !is_xml_char(next.value)) {
            faults.add(at, "XML 1.0 has no room for the character " + std::to_string(next.value),
                       "value_error.str.xml");
            return false;
        }
        text.remove_prefix(next.length);
    }
    return true;
}

void validate(const Json& body, const Object& object, const Location& at, Faults& faults) {
    if (!body.is_object()) {
        faults.add(at, "value is not a valid dict", "type_error.dict");
        return;
    }
    const auto before = faults.count();
    for (const auto& field : object.fields) {
        if (field.is_read_only) continue;
        const Location here(at, field.name);
        const auto* value = named(body, field.name);
        if (value == nullptr) {
            if (field.is_required) faults.add(here, "field required", "value_error.missing");
        } else if (!value->is_null()) {
            check_value(*value, field, here, faults);
        } else if (!field.may_be_null) {
            faults.add(here, "none is not an allowed value", "type_error.none.not_allowed");
        }
    }
    if (faults.count() == before && object.check != nullptr) object.check(body, at, faults);
}

void validate_patch(const Json& patch, const Object& object, const Location& at, Faults& faults) {
    if (!patch.is_object()) {
        faults.add(at, "value is not a valid dict", "type_error.dict");
        return;
    }
    const auto before = faults.count();
    for (const auto& field : object.fields) {
        const auto* value = field.is_read_only ? nullptr : named(patch, field.name);
        if (value == nullptr) continue;
        const Location here(at, field.name);
        if (value->is_null()) {
            if (field.is_required) faults.add(here, "field required", "value_error.missing");
        } else if (field.type == Type::object) {
            validate_patch(*value, *field.of, here, faults);
        } else {
            check_value(*value, field, here, faults);
        }
    }
    if (faults.count() == before && object.check != nullptr) object.check(patch, at, faults);
}

}  // namespace xcapd::api
