// What nginx passes, to the answer: whatever comes is answered, never with a failure of the server,
// only a success changes what is stored, and conditions decide between what would have been done
// without them and 412. Input: the parameters as nginx names them, one a line
// (REQUEST_METHOD=PUT), an empty line, the body. The length is the body's, unless a line says
// other.
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cgi.h"
#include "fuzz/fuzz.h"
#include "http/etag.h"
#include "unit/support/server_fixture.h"
#include "xml/document.h"

using namespace xcapd;
using fuzz::require;
using http::Status;

namespace {

constexpr std::size_t max_body = 100'000;
const test::FakeStore::Key list_key = {"alice", "example.com", 4, "index"};
const test::FakeStore::Key app_key = {"alice", "example.com", 0, "index"};
const std::string list =
    "<resource-lists xmlns=\"urn:ietf:params:xml:ns:resource-lists\"><list name=\"l\">"
    "<entry uri=\"sip:bob@example.com\"/></list></resource-lists>";
const std::string app = "<a xmlns=\"test-app\"><b x=\"1\">t</b><b x=\"2\"/></a>";

using Documents = std::map<test::FakeStore::Key, StoredDocument>;
const Documents stored = {{list_key, {list, "e1"}}, {app_key, {app, "e2"}}};

// As fcgi-worker/fastcgi.cc makes it of what nginx passes: nginx always says scheme and length.
http::Request request_of(std::string_view text) {
    std::vector<std::string> parameters = {"REQUEST_SCHEME=http"};
    bool has_length = false;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line.empty()) break;
        has_length = has_length || line.starts_with("CONTENT_LENGTH=");
        parameters.emplace_back(line);
    }
    if (!has_length) parameters.push_back("CONTENT_LENGTH=" + std::to_string(text.size()));
    std::vector<const char*> entries;
    for (const auto& parameter : parameters) entries.push_back(parameter.c_str());
    entries.push_back(nullptr);
    const auto read = [&](char* buffer, std::size_t size) { return text.copy(buffer, size); };
    auto request = cgi::read_request(entries.data(), max_body, read, [] {});
    require(request.body.size() <= text.size() && text.starts_with(request.body),
            "a body is what came");
    require(request.body_state == http::BodyState::complete || has_length,
            "a body of the length that is announced is complete");
    return request;
}

bool is_of_api(const http::Request& request) {
    const std::string_view target = request.target;
    const auto path = target.substr(0, target.find('?'));
    return path == "/openapi.json" || path == "/api/v1" || path.starts_with("/api/v1/");
}

// One line for each header; the last one is empty. Whatever a client chose may stand in the log.
void check_head(http::Response response, const http::Request& request) {
    response.account.user = request.header("authorization").value_or("");
    response.account.document = request.target + request.body.substr(0, 100);
    std::string head;
    head.reserve(1 << 20);
    cgi::append_head(head, response, microseconds(1'000'007));
    require(head.starts_with("Status: ") && head.ends_with("\r\n\r\n"), "a head has its ends");
    std::string_view rest = head;
    rest.remove_suffix(2);
    while (!rest.empty()) {
        const auto line = rest.substr(0, rest.find("\r\n"));
        rest.remove_prefix(line.size() + 2);
        require(line.find(": ") != line.npos && line.find(": ") > 0, "a line names its header");
        for (const char c : line)
            require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f, "a line has no controls");
        if (line.starts_with("X-Xcapd-Account: "))
            require(std::count(line.begin(), line.end(), ' ') == 6, "nginx logs six words");
    }
}

http::Response answer(test::ServerFixture& server, const http::Request& request) {
    server.store->documents = stored;
    server.store->commits = 0;
    return server.server->handle(request);
}

// The tags of what was changed, from before; nothing for a document that is new.
std::vector<std::optional<std::string>> changed_tags(Documents before, const Documents& after) {
    std::vector<std::optional<std::string>> tags;
    for (const auto& [key, document] : after) {
        const auto old = before.extract(key);
        if (!old) tags.emplace_back();
        if (old && old.mapped().etag != document.etag) tags.emplace_back(old.mapped().etag);
    }
    for (const auto& [key, document] : before) tags.emplace_back(document.etag);
    return tags;
}

// RFC 9110 13.1.1 and 13.1.2, of a write.
bool hold(const std::optional<http::EntityTagList>& match,
          const std::optional<http::EntityTagList>& none_match,
          const std::optional<std::string>& tag) {
    if (match && (!tag || (!match->any && !match->matches_strongly(*tag)))) return false;
    return !none_match || !tag || (!none_match->any && !none_match->matches_weakly(*tag));
}

// A condition that does not hold keeps a write from being done, one that does changes nothing: what
// would have been done is known from the same write without conditions.
void check_conditions(test::ServerFixture& server, const http::Request& request) {
    const auto match = request.header("if-match");
    const auto none_match = request.header("if-none-match");
    if (request.is_read() || (!match && !none_match)) return;
    const auto tags = match ? http::parse_entity_tags(*match) : std::nullopt;
    const auto none_tags = none_match ? http::parse_entity_tags(*none_match) : std::nullopt;
    if ((match && !tags) || (none_match && !none_tags)) return;  // answered with 400

    auto bare = request;
    std::erase_if(bare.headers, [](const http::Header& header) {
        return header.name == "if-match" || header.name == "if-none-match";
    });
    const auto done = answer(server, bare);
    const auto changed = changed_tags(stored, server.store->documents);
    if (changed.size() != 1) return;
    const auto status = answer(server, request).status;
    if (hold(tags, none_tags, changed.front())) {
        require(status == done.status, "a condition that holds changes nothing");
    } else {
        require(status == Status::precondition_failed, "a condition that does not hold is 412");
        require(server.store->commits == 0, "what is 412 changes nothing");
    }
}

void check(test::ServerFixture& server, http::Request request, const char* peer) {
    request.remote_addr = peer;
    check_conditions(server, request);
    const auto response = answer(server, request);
    check_head(response, request);
    const int status = static_cast<int>(response.status);
    require(status >= 200 && status < 500, "nothing a client sends is a failure of the server");
    require(response.log_line.empty(), "nothing a client sends is an error of the server");
    require(!response.account.outcome.empty(), "the access log says how it ended");
    if (is_of_api(request)) {
        // Where it changes nothing it stores nothing.
        require(server.store->commits == 0 || (!request.is_read() && status < 300),
                "only a write that succeeds is stored");
        require(response.body.empty() || response.content_type == "application/json",
                "the API answers JSON");
    } else {
        require((server.store->commits > 0) == (request.is_write() && status < 300),
                "a write that succeeds is stored, nothing else is");
    }
    if (status == 401) require(!response.header("WWW-Authenticate").empty(), "401 challenges");
    if (status == 405) require(!response.header("Allow").empty(), "405 says what is allowed");
    if (response.content_type == "application/xcap-error+xml")
        require(xml::Document::parse(response.body, xml::Limits{}).ok(), "conflicts are XML");
    for (const auto& [key, document] : server.store->documents)
        require(xml::Document::parse(document.bytes, xml::Limits{}).ok(), "what is stored is XML");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static test::ServerFixture trusting;
    static test::ServerFixture strict("");
    static test::ServerFixture openxcap(
        "trusted_peers = 192.0.2.1\n[Server]\ncompatibility = openxcap\n");
    const auto request = request_of(fuzz::text_of(data, size));
    check(trusting, request, "192.0.2.1");
    check(openxcap, request, "192.0.2.1");
    check(strict, request, "192.0.2.2");
    return 0;
}
