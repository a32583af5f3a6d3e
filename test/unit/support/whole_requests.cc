#include "unit/support/whole_requests.h"

#include <cstdio>

#include "auth/digest.h"

namespace xcapd::test {
namespace {

using http::Status;

const std::string lists = "/xcap-root/resource-lists/users/sip:alice@example.com/";
const std::string index_uri = lists + "index";
const std::string first_list = index_uri + "/~~/resource-lists/list%5b@name=%22first%22%5d";
const std::string bob = first_list + "/entry%5b@uri=%22sip:bob@example.com%22%5d";
const std::string stored_list =
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    "<resource-lists xmlns=\"urn:ietf:params:xml:ns:resource-lists\" xmlns:x=\"urn:x\">\n"
    "  <list name=\"first\"><entry uri=\"sip:bob@example.com\"><display-name>B &amp; b"
    "</display-name></entry>\n    <entry uri=\"sip:carol@example.com\" x:y=\"&lt;z\"/></list>\n"
    "  <list name=\"second\"><external anchor=\"http://example.com/xcap-root/resource-lists/users/"
    "sip:alice@example.com/index/~~/resource-lists/list%5b@name=%22first%22%5d\"/></list>\n"
    "</resource-lists>\n";
const std::string twice =
    "<resource-lists xmlns='urn:ietf:params:xml:ns:resource-lists'><list name='a'><entry "
    "uri='sip:a@b'/><entry uri='sip:a@b'/></list></resource-lists>";
const std::string rules =
    "<cr:ruleset xmlns='urn:ietf:params:xml:ns:pres-rules' "
    "xmlns:cr='urn:ietf:params:xml:ns:common-policy'><cr:rule id='a'><cr:conditions><cr:identity>"
    "<cr:one id='sip:user@example.com'/></cr:identity></cr:conditions><cr:actions>"
    "<sub-handling>allow</sub-handling></cr:actions><cr:transformations><provide-services>"
    "<service-uri-scheme>sip</service-uri-scheme></provide-services></cr:transformations>"
    "</cr:rule></cr:ruleset>";
const std::string services =
    "<rls-services xmlns='urn:ietf:params:xml:ns:rls-services'><service uri='sip:l@example.com'>"
    "<list><entry xmlns='urn:ietf:params:xml:ns:resource-lists' uri='sip:bob@example.com'/></list>"
    "<packages><package>presence</package></packages></service></rls-services>";
const std::string others_services =
    "<rls-services xmlns='urn:ietf:params:xml:ns:rls-services'><service uri='sip:m@example.com'>"
    "<list/><packages><package>presence</package></packages></service></rls-services>";
const std::string icon =
    "<content xmlns='urn:oma:xml:prs:pres-content'><mime-type>image/png</mime-type><encoding>base64"
    "</encoding><data>\naWNv\nbg==\n</data></content>";
const std::string supplementary_uri =
    "/xcap-root/simservs.ngn.etsi.org/users/sip:alice@example.com/simservs.xml";
const std::string supplementary =
    "<simservs xmlns='http://uri.etsi.org/ngn/params/xml/simservs/xcap'>"
    "<communication-waiting active='true'/></simservs>";
const std::string operators =
    "<simservs xmlns='http://uri.etsi.org/ngn/params/xml/simservs/xcap'><extensions>"
    "<o:parts xmlns:o='urn:o'><operator-flexible-alerting authorized='true'><default-group>"
    "sip:group@example.com</default-group></operator-flexible-alerting></o:parts></extensions>"
    "</simservs>";
const std::vector<http::Header> as_element = {{"content-type", "application/xcap-el+xml"}};
const std::vector<http::Header> as_attribute = {{"content-type", "application/xcap-att+xml"}};

std::string digest_of(const WholeRequest& request, Server& server) {
    static int count = 0;
    http::Request bare;
    bare.method = request.method;
    bare.target = request.target;
    bare.remote_addr = "192.0.2.2";
    const std::string challenge(server.handle(bare).header("WWW-Authenticate"));
    const auto begin = challenge.find("nonce=\"") + 7;
    DigestCredentials sent;
    sent.username = "alice";
    sent.realm = "example.com";
    sent.nonce = challenge.substr(begin, challenge.find('"', begin) - begin);
    sent.uri = request.target;
    sent.qop = "auth";
    sent.cnonce = "a cnonce that no small string holds";
    char nc[9];
    std::snprintf(nc, sizeof nc, "%08x", static_cast<unsigned>(++count));
    sent.nc = nc;
    return "Digest username=\"alice\", realm=\"" + sent.realm + "\", nonce=\"" + sent.nonce +
           "\", uri=\"" + sent.uri + "\", qop=auth, nc=" + sent.nc + ", cnonce=\"" + sent.cnonce +
           "\", algorithm=MD5, response=\"" +
           digest_response(crypto::Hash::md5, sent, "0123", request.method) + "\"";
}

// A new entity tag and a nonce are random.
std::string without_chance(const http::Header& header) {
    const std::string& value = header.value;
    if (header.name == "ETag") return value.size() == 34 ? "new" : value;
    const auto begin = value.find("nonce=\"");
    return begin == value.npos ? value
                               : value.substr(0, begin) + value.substr(value.find('"', begin + 7));
}

const std::string contacts_path = "/api/v1/users/alice@example.com/addressbook/contacts";
const std::string contact_json =
    R"({"id": "c", "name": "C", "uris": [{"id": "u", "uri": "sip:c@example.com"}]})";

}  // namespace

std::map<FakeStore::Key, StoredDocument> stored_documents() {
    return {{{"alice", "example.com", 4, "index"}, {stored_list, "etag-of-the-list"}},
            {{"bob", "example.com", 8, "index"}, {others_services, "etag-of-the-services"}}};
}

const std::vector<WholeRequest>& whole_requests() {
    static const std::vector<WholeRequest> requests = {
        {"GET of a document", "GET", index_uri, Status::ok, "ok"},
        {"GET of a document by digest", "GET", index_uri, Status::ok, "ok", "", {}, true},
        {"GET of a document that is not there", "GET", lists + "none", Status::not_found,
         "no-document"},
        {"GET of what the client has",
         "GET",
         index_uri,
         Status::not_modified,
         "not-modified",
         "",
         {{"if-none-match", "\"other-etag-of-the-list\", \"etag-of-the-list\""}}},
        {"GET of an element", "GET", bob, Status::ok, "ok"},
        {"GET of an element by digest", "GET", bob, Status::ok, "ok", "", {}, true},
        {"GET of an attribute", "GET", first_list + "/entry%5b2%5d/@x:y?xmlns(x=urn:x)", Status::ok,
         "ok"},
        {"GET of namespace bindings", "GET", bob + "/namespace::*", Status::ok, "ok"},
        {"GET of the capabilities", "GET", "/xcap-root/xcap-caps/global/index", Status::ok, "ok"},
        {"GET of the watchers", "GET",
         "/xcap-root/org.openxcap.watchers/users/sip:alice@example.com/index", Status::ok, "ok"},
        {"GET of the directory", "GET",
         "/xcap-root/org.openmobilealliance.xcap-directory/users/sip:alice@example.com/"
         "directory.xml",
         Status::ok, "ok"},
        {"GET of all services", "GET", "/xcap-root/rls-services/global/index", Status::ok, "ok"},
        {"no credentials",
         "GET",
         index_uri,
         Status::unauthorized,
         "no-credentials",
         "",
         {{"x-from", "192.0.2.2"}}},
        {"credentials of nobody",
         "GET",
         "/xcap-root/resource-lists/users/sip:mallory@example.com/index",
         Status::unauthorized,
         "bad-digest-syntax",
         "",
         {{"x-from", "192.0.2.2"}, {"authorization", "Digest username"}}},
        {"a node selector that is none", "GET", index_uri + "/~~/resource-lists%5b",
         Status::bad_request, "bad-uri"},
        {"PUT of a new document", "PUT", lists + "new", Status::created, "created", stored_list},
        {"PUT over a document", "PUT", index_uri, Status::ok, "replaced", stored_list},
        {"PUT over a document by digest",
         "PUT",
         index_uri,
         Status::ok,
         "replaced",
         stored_list,
         {{"if-match", "\"etag-of-the-list\""}},
         true},
        {"PUT of presence rules", "PUT", "/xcap-root/pres-rules/users/sip:alice@example.com/index",
         Status::created, "created", rules},
        {"PUT of services", "PUT", "/xcap-root/rls-services/users/sip:alice@example.com/index",
         Status::created, "created", services},
        {"PUT of an icon", "PUT", "/xcap-root/oma_status-icon/users/sip:alice@example.com/index",
         Status::created, "created", icon},
        {"PUT of what is not valid", "PUT", index_uri, Status::conflict, "schema-validation-error",
         "<resource-lists xmlns='urn:ietf:params:xml:ns:resource-lists'><nothing/>"
         "</resource-lists>"},
        {"PUT of what is not well-formed", "PUT", index_uri, Status::conflict, "not-well-formed",
         "<resource-lists xmlns='urn:ietf:params:xml:ns:resource-lists'><list>"
         "</resource-lists>"},
        {"PUT of what is there twice", "PUT", index_uri, Status::conflict, "uniqueness-failure",
         twice},
        {"PUT of a stale document",
         "PUT",
         index_uri,
         Status::precondition_failed,
         "precondition-failed",
         stored_list,
         {{"if-match", "\"an-older-etag\""}}},
        {"PUT of a new element", "PUT", first_list + "/entry%5b@uri=%22sip:dave@example.com%22%5d",
         Status::created, "created",
         "<entry uri='sip:dave@example.com'><display-name>D</display-name></entry>", as_element},
        {"PUT of a new element by digest", "PUT",
         first_list + "/entry%5b@uri=%22sip:dave@example.com%22%5d", Status::created, "created",
         "<entry uri='sip:dave@example.com'><display-name>D</display-name></entry>", as_element,
         true},
        {"PUT over an element", "PUT", bob, Status::ok, "replaced",
         "<entry uri='sip:bob@example.com'/>", as_element},
        {"PUT of an element that is none", "PUT", bob, Status::conflict, "not-xml-frag",
         "<entry uri='sip:bob@example.com'>", as_element},
        {"PUT of an element with an unbound prefix", "PUT", bob, Status::conflict, "not-xml-frag",
         "<entry uri='sip:bob@example.com'><p:q/></entry>", as_element},
        {"PUT of an element that is not valid", "PUT", bob, Status::conflict,
         "schema-validation-error", "<entry uri='sip:bob@example.com'><list/></entry>", as_element},
        {"PUT of an attribute", "PUT", first_list + "/@x:z?xmlns(x=urn:x)", Status::created,
         "created", "a new value that no small string holds", as_attribute},
        {"DELETE of an attribute", "DELETE", first_list + "/entry%5b2%5d/@x:y?xmlns(x=urn:x)",
         Status::ok, "deleted"},
        {"DELETE of an element", "DELETE", bob, Status::ok, "deleted"},
        {"DELETE of an element that is not there", "DELETE", first_list + "/list",
         Status::not_found, "no-node"},
        {"DELETE of a document", "DELETE", index_uri, Status::ok, "deleted"},
        {"DELETE of a document by digest",
         "DELETE",
         index_uri,
         Status::ok,
         "deleted",
         "",
         {},
         true},
        {"PUT of supplementary services by digest",
         "PUT",
         supplementary_uri,
         Status::created,
         "created",
         supplementary,
         {},
         true},
        {"PUT of what is the operator's by digest",
         "PUT",
         supplementary_uri,
         Status::forbidden,
         "forbidden-edit",
         operators,
         {},
         true},
        {"GET of the contacts", "GET", contacts_path, Status::ok, "api-ok"},
        {"POST of a contact by digest",
         "POST",
         contacts_path,
         Status::ok,
         "api-contact-created",
         contact_json,
         {},
         true},
        {"POST of what is no contact", "POST", contacts_path, Status::unprocessable_content,
         "api-invalid", R"({"uris": [{"uri": ""}], "attributes": {"a": []}})"},
        {"PATCH of no contact", "PATCH", contacts_path + "/x", Status::not_found, "api-no-contact",
         R"({"attributes": {"a": 1.5}})"},
        {"PATCH of what is no contact", "PATCH", contacts_path + "/x",
         Status::unprocessable_content, "api-invalid", R"({"attributes": {"a": [[1]]}})"},
        {"PUT of an addressbook", "PUT", "/api/v1/users/alice@example.com/addressbook", Status::ok,
         "api-addressbook-imported",
         R"({"policies": [], "contacts": [)" + contact_json +
             R"(], "groups": [{"id": "g", "name": "g", "contacts": [{"id": "c"}]}]})"},
    };
    return requests;
}

http::Request http_request(const WholeRequest& request, Server& server) {
    http::Request out;
    out.method = request.method;
    out.target = request.target;
    out.scheme = "http";
    out.id = "0123456789abcdef0123456789abcdef";
    out.remote_addr = "192.0.2.1";
    out.headers = request.headers;
    if (request.target.starts_with("/api/") && !request.body.empty())
        out.headers.push_back({"content-type", "application/json"});
    out.body = request.body;
    for (const auto& header : request.headers)
        if (header.name == "x-from") out.remote_addr = header.value;
    if (request.by_digest) {
        out.remote_addr = "192.0.2.2";
        out.headers.push_back({"authorization", digest_of(request, server)});
    }
    return out;
}

std::string constant_part(const http::Response& response) {
    std::string out =
        std::to_string(static_cast<int>(response.status)) + " " + response.content_type + "\n";
    for (const auto& header : response.headers)
        out += header.name + ": " + without_chance(header) + "\n";
    const auto& account = response.account;
    return out + account.user + " " + account.auid + " " + account.document + " " +
           account.outcome + "\n" + response.log_line + "\n" + response.body;
}

}  // namespace xcapd::test
