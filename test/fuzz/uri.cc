// XCAP URIs (RFC 4825 6): what is parsed can be written and parsed again, and names the same.
#include "auth/digest.h"
#include "base/percent.h"
#include "fuzz/fuzz.h"
#include "uri/xcap_uri.h"

using namespace xcapd;
using fuzz::require;

namespace {

void check(std::string_view target, const std::string& default_realm) {
    static const XcapRoots roots({"http://example.com/xcap-root",
                                  "https://example.com/services/xcap", "http://example.com"});
    const auto uri = parse_xcap_uri(target, roots, default_realm);
    if (!uri) {
        require(!uri.error().message.empty(), "a refusal says why");
        return;
    }
    const auto& document = uri->document;
    require(!document.path.empty(), "a document has a name");
    require((document.tree == Tree::global) == document.user.empty(), "users trees have a user");
    if (document.tree == Tree::users) {
        const auto& user = document.user;
        require(user.is_tel == user.domain.empty(), "only a number has no domain");
        require(UserId::of_row(user.username, user.domain) == user, "a row is one user's");
        // A domain behind the root is taken as it is.
        require(!uri->root_domain.empty() || UserId::from_xui(user.uri()) == user,
                "a user has one spelling");
    }
    const std::string path = uri->document_path();
    require(path.starts_with(uri->root), "a document lies below its root");
    require(path.starts_with(uri->home_path() + "/"), "a document lies below its home");

    // Below the root "/" a name may, when it is encoded anew, be that of another root.
    const auto match = roots.match(path);
    if (!match || match->root != uri->root) return;
    const auto again = parse_xcap_uri(path, roots, default_realm);
    require(again.ok() && !again->node_selector, "a document's path is its URI");
    require(again->document_path() == path, "a document has one path");
    require(again->home_path() == uri->home_path(), "a document has one home");
    require(again->document.auid == document.auid && again->document.xui == document.xui &&
                again->document.user == document.user && again->document.path == document.path,
            "a document's path names it");
    require(again->document.document_uri() == document.document_uri(), "a document has one key");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto target = fuzz::text_of(data, size);
    check(target, "");
    check(target, "example.com");
    is_uri_of_request(target, "/xcap-root/test-app/users/alice/index");
    const std::string encoded = percent_encode_segment(target);
    require(percent_decode(encoded) == std::string(target), "percent-coding loses nothing");
    return 0;
}
