// What contacts, groups and policies have in common: each is a list of things with ids.
//
// `Kind` says what differs: Value; title ("Contact"); body(), what a change is held against;
// all(), find(), without() of the document; Writer, which writes one; of(body, nulls); settle(),
// which completes a value from the one before it (nullptr: none) and from the document.
#pragma once

#include <string>

#include "api/answers.h"
#include "api/stored_document.h"
#include "api/validation.h"
#include "api/values.h"
#include "base/ascii.h"
#include "base/percent.h"

namespace xcapd::api {

template <class Kind>
std::string outcome(std::string_view verb) {
    return "api-" + ascii::lower(Kind::title) + "-" + std::string(verb);
}

template <class Kind>
std::string text_of(const AddressbookDocument& book, const typename Kind::Value& value) {
    JsonWriter out;
    typename Kind::Writer(book).write(out, value);
    return out.take();
}

template <class Kind, class Values>
std::string list_of(const AddressbookDocument& book, const Values& values) {
    JsonWriter out;
    const typename Kind::Writer writer(book);
    out.begin_array();
    for (const auto& value : values) writer.write(out, value);
    out.end_array();
    return out.take();
}

template <class Kind>
http::Response get_list(const Call& call) {
    return read_addressbook_with(call, [](const AddressbookDocument& book) {
        return json_answer(http::Status::ok, "api-ok", list_of<Kind>(book, Kind::all(book)));
    });
}

template <class Kind>
http::Response get_one(const Call& call) {
    return read_addressbook_with(call, [&](const AddressbookDocument& book) {
        const auto value = Kind::find(book, call.id());
        if (!value) return not_found(Kind::title);
        return json_answer(http::Status::ok, "api-ok", text_of<Kind>(book, *value));
    });
}

template <class Kind>
http::Response add(const Call& call, const Json& body) {
    return change_addressbook(call, [&](const AddressbookDocument& book) -> Decision {
        auto value = Kind::of(body, Nulls::dropped);
        if (value.id.empty()) value.id = new_id();
        if (Kind::find(book, value.id))
            return error(http::Status::conflict, outcome<Kind>("exists"), "Conflict");
        Kind::settle(book, value, nullptr, body);
        auto done = written(call.http(), outcome<Kind>("created"), text_of<Kind>(book, value));
        const auto& target = call.http().target;
        done.add("Content-Location",
                 target.substr(0, target.find('?')) + "/" + percent_encode_segment(value.id));
        return Edit{book.with(value), std::move(done)};
    });
}

template <class Kind>
Decision changed(const Call& call, const AddressbookDocument& book, typename Kind::Value value,
                 const typename Kind::Value& before, const Json& body) {
    value.id = before.id;
    Kind::settle(book, value, &before, body);
    auto done = written(call.http(), outcome<Kind>("changed"), text_of<Kind>(book, value));
    return Edit{book.with(value), std::move(done)};
}

template <class Kind>
http::Response update(const Call& call, const Json& body) {
    return change_addressbook(call, [&](const AddressbookDocument& book) -> Decision {
        const auto before = Kind::find(book, call.id());
        if (!before) return not_found(Kind::title);
        auto value = Kind::of(body, Nulls::dropped);
        auto attributes = before->attributes;
        merge(attributes, value.attributes);
        value.attributes = std::move(attributes);
        return changed<Kind>(call, book, std::move(value), *before, body);
    });
}

// RFC 7396, on what GET shows.
template <class Kind>
http::Response patch(const Call& call, const Json&) {
    return change_addressbook(call, [&](const AddressbookDocument& book) -> Decision {
        const auto before = Kind::find(book, call.id());
        if (!before) return not_found(Kind::title);
        auto shown = parse_json(text_of<Kind>(book, *before));
        if (!shown)  // it holds more than a client could send
            return error(http::Status::conflict, "api-unreadable", shown.error().message);
        const Emptied emptied(*shown);
        auto body = parse_json(call.http().body).value();  // anew in each race: it is taken apart
        const Emptied emptied_body(body);
        merge_patch(*shown, body);
        Faults faults;
        validate(*shown, *call.route.body, Location("body"), faults);
        if (!faults.empty()) return unprocessable(std::move(faults));
        return changed<Kind>(call, book, Kind::of(*shown, Nulls::kept), *before, *shown);
    });
}

template <class Kind>
http::Response remove(const Call& call) {
    return change_addressbook(call, [&](const AddressbookDocument& book) -> Decision {
        if (!Kind::find(book, call.id())) return not_found(Kind::title);
        return Edit{Kind::without(book, call.id()), no_content(outcome<Kind>("deleted"))};
    });
}

}  // namespace xcapd::api
