// What nginx passes, to the answer: whatever comes is answered, never with a failure of the server,
// and only a success changes what is stored. Input: the parameters as nginx names them, one a line
// (REQUEST_METHOD=PUT), an empty line, the body.
#include <algorithm>

#include "base/ascii.h"
#include "fuzz/fuzz.h"
#include "unit/support/server_fixture.h"
#include "xml/document.h"

using namespace xcapd;
using fuzz::require;
using http::Status;

namespace {

const test::FakeStore::Key list_key = {"alice", "example.com", 4, "index"};
const test::FakeStore::Key app_key = {"alice", "example.com", 0, "index"};
const std::string list =
    "<resource-lists xmlns=\"urn:ietf:params:xml:ns:resource-lists\"><list name=\"l\">"
    "<entry uri=\"sip:bob@example.com\"/></list></resource-lists>";
const std::string app = "<a xmlns=\"test-app\"><b x=\"1\">t</b><b x=\"2\"/></a>";

// As fcgi-worker/fastcgi.cc makes it.
http::Request request_of(std::string_view text) {
    http::Request request;
    request.scheme = "http";
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line.empty()) break;
        const auto equals = std::min(line.find('='), line.size());
        const auto name = line.substr(0, equals);
        const std::string value(line.substr(std::min(equals + 1, line.size())));
        if (name == "REQUEST_METHOD") {
            request.method = value;
        } else if (name == "REQUEST_URI") {
            request.target = value;
        } else if (name == "CONTENT_LENGTH") {
            if (value == "large") request.body_state = http::BodyState::too_large;
            if (value == "short") request.body_state = http::BodyState::truncated;
        } else {
            std::string header = ascii::lower(name);
            std::replace(header.begin(), header.end(), '_', '-');
            request.headers.push_back(
                {header.starts_with("http-") ? header.substr(5) : header, value});
        }
    }
    if (request.body_state == http::BodyState::complete) request.body = text;
    return request;
}

void check(test::ServerFixture& server, http::Request request, const char* peer) {
    request.remote_addr = peer;
    server.store->documents = {{list_key, {list, "e1"}}, {app_key, {app, "e2"}}};
    server.store->commits = 0;
    const auto response = server.server->handle(request);
    const int status = static_cast<int>(response.status);
    require(status >= 200 && status < 500, "nothing a client sends is a failure of the server");
    require(response.log_line.empty(), "nothing a client sends is an error of the server");
    require(!response.account.outcome.empty(), "the access log says how it ended");
    require((server.store->commits > 0) == (request.is_write() && status < 300),
            "a write that succeeds is stored, nothing else is");
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
