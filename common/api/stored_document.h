// How handlers read and change the document behind a resource: preconditions on its entity tag,
// and one compare-and-swap for each change, as a phone's PUT has it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "api/addressbook_document.h"
#include "api/routes.h"

namespace xcapd::api {

/// What a change comes to.
struct Edit {
    std::optional<std::string> bytes;  // nothing: the document is removed
    http::Response done;
};
/// The document would be larger than max_document_size, seen before it was made.
struct TooLarge {};
using Decision = std::variant<http::Response,  // an answer that changes nothing
                              Edit, TooLarge>;

/// `decide` sees the stored document (nullptr: none), again after each race that is lost. Where it
/// changes nothing, nothing is written. THROWS StoreError.
http::Response change_document(const Call& call,
                               const std::function<Decision(const StoredDocument*)>& decide);

/// The same for the addressbook in it; a user without a document starts with the empty lists of a
/// client's first start.
http::Response change_addressbook(
    const Call& call, const std::function<Decision(const AddressbookDocument&)>& decide);

/// Answers a read: what `show` makes of the addressbook, with its entity tag, or 304 or 412.
/// A user without a document has an empty addressbook and no tag. THROWS StoreError.
http::Response read_addressbook_with(
    const Call& call, const std::function<http::Response(const AddressbookDocument&)>& show);

/// `response` with the tag of `stored`, unless it is an error or the conditions say 304 or 412.
http::Response conditional(const Call& call, const std::optional<std::string>& etag,
                           http::Response response);

}  // namespace xcapd::api
