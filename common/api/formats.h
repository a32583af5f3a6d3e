// What strings of the API must look like, beyond their length: a pattern for the description, and
// a function that is as strict and linear in the text.
#pragma once

#include <string_view>

namespace xcapd::api {

struct Format {
    std::string_view pattern;  // a regular expression, anchored (ECMA 262)
    bool (*matches)(std::string_view text);
};

/// A user as the path names one, OpenXCAP's pattern, with the bounds of the accounts'
/// columns: its domain is the realm of the challenge. As in Python, `\w` is any letter.
extern const Format user_format;
/// An id a client chooses: letters, digits and what needs no escape in XML and in a URI.
extern const Format id_format;
/// A SIP or telephone URI, or what a client takes for one: no white space, no control.
extern const Format uri_format;

}  // namespace xcapd::api
