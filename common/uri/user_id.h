// The XCAP User Identifier (RFC 4825 6.2) as a row key: `sip:alice@example.com`,
// `alice@example.com`, `alice` or `tel:+49-30-123`.
//
// Spellings of one user are one key, and two users never share one: a telephone number is the only
// key without a domain, and that of the global tree has no name either.
#pragma once

#include <string>
#include <string_view>

namespace xcapd {

struct UserId {
    std::string username;  // of tel: the number, see tel_number.h
    std::string domain;    // lower case; empty when the XUI names none, and for tel:
    bool is_tel = false;

    /// `xui` is one decoded path segment, or a URI. A `sip:` or `sips:` scheme of any case is cut
    /// off, and so are parameters and headers; the domain is what follows the last `@`. Of the
    /// escapes that are left in the name, those that mean the character itself are decoded
    /// (RFC 3261 19.1.4). A tel: URI that is none of RFC 3966 stays a name as it is.
    static UserId from_xui(std::string_view xui);
    /// The user of a row of documents.
    static UserId of_row(std::string username, std::string domain);

    /// Where the XUI named no domain. A number has none.
    void complete_domain(std::string_view of_others) {
        if (domain.empty() && !is_tel) domain = of_others;
    }
    bool empty() const { return username.empty() && domain.empty(); }
    /// user@domain, or tel:NUMBER.
    std::string to_string() const;
    /// One spelling for all: sip:user@domain, or tel:NUMBER.
    std::string uri() const { return is_tel ? to_string() : "sip:" + to_string(); }
    friend bool operator==(const UserId&, const UserId&) = default;
};

/// A name without the escapes that mean the character itself; as it is where it is no coding, or
/// not one of text.
std::string plain_name(std::string_view user);

/// Whether `text` begins with `scheme` ("tel:"), in any case.
bool has_scheme(std::string_view text, std::string_view scheme);

}  // namespace xcapd
