// What holds for every document, selector and edit (RFC 4825 6.3, 8.2.3, 8.2.4, 8.4), on random
// ones: our selection is that of libxml2's XPath, a write touches its node alone, GET returns what
// was PUT, DELETE restores what was.
#include <doctest/doctest.h>

#include "base/percent.h"
#include "base/xml_text.h"
#include "unit/support/insertion.h"
#include "unit/support/random_xml.h"
#include "unit/support/server_fixture.h"
#include "unit/support/xpath.h"
#include "uri/node_selector_parser.h"
#include "xml/select.h"

using namespace xcapd;
using http::Status;

namespace {

// Each costs eight times as much under the sanitizers.
#ifdef __SANITIZE_ADDRESS__
constexpr int rounds = 15'000;
#else
constexpr int rounds = 100'000;
#endif

const std::string document_uri = "/xcap-root/test-app/users/sip:alice@example.com/index";
const test::FakeStore::Key key = {"alice", "example.com", 0, "index"};

struct Turn {
    Turn(test::ServerFixture& a_server, test::RandomXml& a_random)
        : server(a_server), random(a_random), before(random.document()) {
        auto document = xml::Document::parse(before, xml::Limits{});
        REQUIRE(document.ok());
        parsed.emplace(std::move(document.value()));
        selector = random.selector(*parsed);
        server.store->documents[key] = {before, "e"};
    }

    std::string uri(const std::string& more = "") const {
        return document_uri + "/~~/" + percent_encode_path(selector + more) + "?" +
               test::RandomXml::query();
    }
    http::Response send(const std::string& method, const std::string& more = "",
                        const std::string& body = "") {
        const char* type = more.empty() ? "application/xcap-el+xml" : "application/xcap-att+xml";
        return server.send(method, uri(more), body, {{"content-type", type}});
    }
    const std::string& stored() const { return server.store->documents[key].bytes; }

    test::ServerFixture& server;
    test::RandomXml& random;
    const std::string before;
    std::optional<xml::Document> parsed;
    std::string selector;
};

// The element our selection and libxml2's agree on, or nothing where both find none.
std::optional<xml::ElementId> agreed(const Turn& turn, const xml::Document& document) {
    auto selector =
        parse_node_selector(percent_encode_path(turn.selector), test::RandomXml::query());
    REQUIRE_MESSAGE(selector.ok(), turn.selector);
    selector->default_namespace = "test-app";
    const test::XPathOracle oracle(document.bytes());
    REQUIRE(oracle.is_well_formed());
    bool is_valid = true;
    std::size_t steps = 0;
    std::optional<xml::ElementId> ours;
    for (const auto& xpath : test::xpath_prefixes(turn.selector)) {
        const auto theirs = oracle.elements(xpath);
        is_valid = is_valid && theirs.size() == 1;  // each step must choose one element
        ours = xml::select_context(document, *selector, ++steps);
        REQUIRE_MESSAGE(ours.has_value() == is_valid, xpath << " in " << document.bytes());
        if (is_valid) REQUIRE_MESSAGE(*ours == theirs.front(), xpath << " in " << document.bytes());
    }
    return ours;
}

void check_element(Turn& turn) {
    const auto old = agreed(turn, *turn.parsed);
    const std::string body = turn.random.body_for(turn.selector);
    const auto put = turn.send("PUT", "", body);
    CAPTURE(turn.selector);
    CAPTURE(body);
    CAPTURE(turn.before);
    REQUIRE((put.status == Status::ok || put.status == Status::created ||
             put.status == Status::conflict));
    if (put.status == Status::conflict) {
        REQUIRE(turn.stored() == turn.before);
        return;
    }
    REQUIRE((put.status == Status::ok) == old.has_value());
    const std::string after = turn.stored();
    if (old) {
        std::string wanted = turn.before;
        const auto span = turn.parsed->element(*old).span;
        REQUIRE(after == wanted.replace(span.begin, span.size(), body));
    } else {
        REQUIRE(test::is_before_with(turn.before, after, body));
    }
    REQUIRE(turn.send("GET").body == body);
    const auto document = xml::Document::parse(after, xml::Limits{});
    REQUIRE(document.ok());
    const auto selected = agreed(turn, *document);
    REQUIRE(selected);
    REQUIRE(document->element(*selected).span.of(after) == body);
    // The same again changes nothing; and where it can be deleted, all is as before.
    REQUIRE(turn.send("PUT", "", body).status == Status::ok);
    REQUIRE(turn.stored() == after);
    const auto removed = turn.send("DELETE");
    REQUIRE((removed.status == Status::ok || removed.status == Status::conflict));
    if (removed.status == Status::conflict) {
        REQUIRE(turn.stored() == after);
    } else {
        std::string wanted = after;
        const auto span = document->element(*selected).span;
        REQUIRE(turn.stored() == wanted.erase(span.begin, span.size()));
        REQUIRE(turn.send("GET").status == Status::not_found);
        REQUIRE(turn.send("DELETE").status == Status::not_found);
    }
}

void check_attribute(Turn& turn) {
    static const char* const names[] = {"/@x", "/@y", "/@p:x", "/@new", "/@q:new"};
    static const char* const values[] = {"1",         "",         "\xC3\xA9",   "a &lt; b", "it's",
                                         "say \"x\"", "'quoted'", "\"quoted\"", "&#x1F600;"};
    const std::string name = names[turn.random.below(std::size(names))];
    const std::string body = values[turn.random.below(std::size(values))];
    const auto owner = agreed(turn, *turn.parsed);
    const bool is_there = turn.send("GET", name).status == Status::ok;
    const auto put = turn.send("PUT", name, body);
    CAPTURE(turn.selector + name);
    CAPTURE(body);
    CAPTURE(turn.before);
    if (!owner || put.status == Status::conflict) {
        REQUIRE(put.status == Status::conflict);
        REQUIRE(turn.stored() == turn.before);
        return;
    }
    REQUIRE(put.status == (is_there ? Status::ok : Status::created));
    const bool has_quotes = body.size() > 1 && body.front() == body.back() &&
                            (body.front() == '"' || body.front() == '\'');
    const auto wanted = expand_att_value(has_quotes ? body.substr(1, body.size() - 2) : body);
    REQUIRE(expand_att_value(turn.send("GET", name).body) == wanted);
    // Everything outside the owner's start tag is where it was.
    const auto document = xml::Document::parse(turn.stored(), xml::Limits{});
    REQUIRE(document.ok());
    const auto tag = turn.parsed->element(*owner).start_tag();
    const auto new_tag = document->element(*owner).start_tag();
    REQUIRE(turn.stored().substr(0, tag.begin) == turn.before.substr(0, tag.begin));
    REQUIRE(turn.stored().substr(new_tag.end) == turn.before.substr(tag.end));
    const auto removed = turn.send("DELETE", name);
    REQUIRE(removed.status == Status::ok);
    // A declaration that the creation needed stays.
    if (!is_there && turn.stored().find("xmlns:ns") == std::string::npos)
        REQUIRE(turn.stored() == turn.before);
    REQUIRE(turn.send("GET", name).status == Status::not_found);
}

}  // namespace

TEST_SUITE("xcap/node properties") {
    TEST_CASE("100,000 random documents, selectors and edits; 15,000 under the sanitizers") {
        test::ServerFixture server;
        int done = 0;
        for (int round = 0; round < rounds; ++round) {
            test::RandomXml random(static_cast<std::uint32_t>(round));
            Turn turn(server, random);
            CAPTURE(round);
            if (random.once_in(4)) {
                check_attribute(turn);
            } else {
                check_element(turn);
            }
            if (turn.stored() != turn.before) ++done;
        }
        MESSAGE("edits that changed the document: " << done);
        CHECK(done > rounds / 10);
    }
}
