// What contacts, groups and policies have in common: each is a list of things with ids.
//
// `Kind` says what differs: Value; title ("Contact"); body(), what a change is held against;
// all(), find(), without() of the document; Writer, which writes one; of(body, nulls); complete(),
// which makes a value fit the document and the one before it (nullptr: none), and settle(), which
// does so for a whole body.
#pragma once

#include <string>

#include "api/answers.h"
#include "api/least_size.h"
#include "api/stored_document.h"
#include "api/validation.h"
#include "api/value_changes.h"
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
    for (const auto& value : values)
        if (out.size() <= most_answer) writer.write(out, value);
    out.end_array();
    return out.take();
}

template <class Kind>
http::Response get_list(const Call& call) {
    return read_addressbook_with(call, [](const AddressbookDocument& book) {
        return shown(list_of<Kind>(book, Kind::all(book)));
    });
}

template <class Kind>
http::Response get_one(const Call& call) {
    return read_addressbook_with(call, [&](const AddressbookDocument& book) {
        const auto value = Kind::find(book, call.id());
        if (!value) return not_found(Kind::title);
        return shown(text_of<Kind>(book, *value));
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
        if (least_size(value, /*is_new=*/true) > call.access.max_size()) return TooLarge();
        auto done = written(call.http(), outcome<Kind>("created"), text_of<Kind>(book, value));
        auto path = call.http().target.substr(0, call.http().target.find('?'));
        if (path.ends_with('/')) path.pop_back();
        done.add("Content-Location", path + "/" + percent_encode_segment(value.id));
        return Edit{book.with(value), std::move(done)};
    });
}

template <class Kind>
Decision changed(const Call& call, const AddressbookDocument& book,
                 const typename Kind::Value& value) {
    if (least_size(value, /*is_new=*/false) > call.access.max_size()) return TooLarge();
    auto done = written(call.http(), outcome<Kind>("changed"), text_of<Kind>(book, value));
    return Edit{book.with(value), std::move(done)};
}

template <class Kind>
http::Response update(const Call& call, const Json& body) {
    return change_addressbook(call, [&](const AddressbookDocument& book) -> Decision {
        const auto before = Kind::find(book, call.id());
        if (!before) return not_found(Kind::title);
        auto value = Kind::of(body, Nulls::dropped);
        value.id = before->id;
        auto attributes = before->attributes;
        merge(attributes, value.attributes);
        value.attributes = std::move(attributes);
        Kind::settle(book, value, &*before, body);
        return changed<Kind>(call, book, value);
    });
}

// RFC 7396: what the patch does not name stays, whatever it is.
template <class Kind>
http::Response patch(const Call& call, const Json& body) {
    return change_addressbook(call, [&](const AddressbookDocument& book) -> Decision {
        const auto before = Kind::find(book, call.id());
        if (!before) return not_found(Kind::title);
        auto value = *before;
        api::patch(value, body);
        Kind::complete(book, value, &*before);
        return changed<Kind>(call, book, value);
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
