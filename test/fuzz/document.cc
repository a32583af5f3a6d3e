// Documents, selection and edits (RFC 4825 6.3, 8.2.3, 8.2.4, 8.4), with the properties of
// test/unit/xcap/node_properties_test.cc for documents that nobody would think of. Input: node
// selector (decoded), zero byte, body, zero byte, document.
#include <optional>

#include "base/ascii.h"
#include "base/percent.h"
#include "base/xml_text.h"
#include "fuzz/fuzz.h"
#include "unit/support/insertion.h"
#include "unit/support/random_xml.h"
#include "unit/support/server_fixture.h"
#include "unit/support/xpath.h"
#include "uri/node_selector_parser.h"
#include "xml/select.h"

using namespace xcapd;
using fuzz::require;
using http::Status;

namespace {

const std::string document_uri = "/xcap-root/test-app/users/sip:alice@example.com/index";
const test::FakeStore::Key key = {"alice", "example.com", 0, "index"};

xml::Document parse(const std::string& bytes) {
    auto document = xml::Document::parse(bytes, xml::Limits{});
    require(document.ok(), "what is stored is well-formed");
    return std::move(document.value());
}

struct Turn {
    http::Response send(const std::string& method, const std::string& sent = "") {
        return server.send(method, uri, sent, {{"content-type", type}});
    }
    const std::string& stored() const { return server.store->documents[key].bytes; }

    test::ServerFixture& server;
    xml::NodeSelector selector;
    std::string uri;
    std::string type;
    std::string body;
    std::string before;
};

// The element that our selection and libxml2's agree on, or nothing where both find none.
std::optional<xml::ElementId> agreed(const xml::NodeSelector& selector,
                                     const xml::Document& document) {
    const test::XPathOracle oracle(document.bytes());
    require(oracle.is_well_formed(), "libxml2's tree takes what we take");
    bool is_valid = true;
    std::optional<xml::ElementId> ours;
    for (std::size_t steps = 1; steps <= selector.steps.size(); ++steps) {
        const auto theirs = oracle.elements(test::xpath_of(selector, steps));
        is_valid = is_valid && theirs.size() == 1;
        ours = xml::select_context(document, selector, steps);
        require(ours.has_value() == is_valid, "each step selects where XPath does");
        if (is_valid) require(*ours == theirs.front(), "each step selects what XPath does");
    }
    return ours;
}

// Whether a PUT was done. One that was not is a conflict, and has changed nothing.
bool is_done(const Turn& turn, const http::Response& put) {
    if (put.status == Status::ok || put.status == Status::created) return true;
    if (put.status != Status::conflict)
        std::fprintf(stderr, "%d %s\n%s\n", static_cast<int>(put.status), put.body.c_str(),
                     put.log_line.c_str());
    require(put.status == Status::conflict, "a PUT that is refused is a conflict");
    require(turn.stored() == turn.before, "a refused PUT changes nothing");
    return false;
}

void check_element(Turn& turn) {
    const auto document = parse(turn.before);
    const auto old = agreed(turn.selector, document);
    require((turn.send("GET").status == Status::ok) == old.has_value(), "GET finds it or not");
    const auto put = turn.send("PUT", turn.body);
    if (is_done(turn, put)) {
        const auto fragment = xml::Document::parse_fragment(turn.body, xml::Limits{});
        require(fragment.ok(), "a body that was taken is an element");
        const std::string element(fragment->bytes());
        require((put.status == Status::ok) == old.has_value(), "200 replaces, 201 creates");
        const std::string after = turn.stored();
        if (old) {
            std::string wanted = turn.before;
            const auto span = document.element(*old).span;
            require(after == wanted.replace(span.begin, span.size(), element),
                    "a replacement changes nothing else");
        } else {
            require(test::is_before_with(turn.before, after, element),
                    "a creation changes nothing else");
        }
        require(turn.send("GET").body == element, "GET returns what was PUT");
        const auto result = parse(after);
        const auto selected = agreed(turn.selector, result);
        require(selected && result.element(*selected).span.of(after) == element,
                "what was PUT is selected");
        require(turn.send("PUT", turn.body).status == Status::ok && turn.stored() == after,
                "PUT is idempotent");
    }
    const std::string whole = turn.stored();
    const auto current = parse(whole);
    const auto there = agreed(turn.selector, current);
    const auto removed = turn.send("DELETE");
    if (removed.status != Status::ok) {
        require(removed.status == (there ? Status::conflict : Status::not_found),
                "a DELETE that is refused is a conflict, or there was nothing");
        require(turn.stored() == whole, "a refused DELETE changes nothing");
        return;
    }
    require(there.has_value(), "only what is selected is deleted");
    std::string wanted = whole;
    const auto span = current.element(*there).span;
    require(turn.stored() == wanted.erase(span.begin, span.size()),
            "a deletion changes nothing else");
    require(turn.send("GET").status == Status::not_found, "what was deleted is gone");
}

void check_attribute(Turn& turn) {
    const auto document = parse(turn.before);
    const auto owner = agreed(turn.selector, document);
    const bool is_there = turn.send("GET").status == Status::ok;
    const auto put = turn.send("PUT", turn.body);
    if (!is_done(turn, put)) return;
    require(owner.has_value(), "an attribute has an owner");
    require((put.status == Status::ok) == is_there, "200 replaces, 201 creates");
    const std::string after = turn.stored();
    const auto result = parse(after);
    const auto tag = document.element(*owner).start_tag();
    const auto new_tag = result.element(*owner).start_tag();
    require(after.substr(0, tag.begin) == turn.before.substr(0, tag.begin) &&
                after.substr(new_tag.end) == turn.before.substr(tag.end),
            "an attribute changes its owner's tag alone");
    const auto trimmed = std::string(ascii::trim(turn.body));
    const bool is_quoted = trimmed.size() > 1 && trimmed.front() == trimmed.back() &&
                           (trimmed.front() == '"' || trimmed.front() == '\'');
    const auto wanted =
        expand_att_value(is_quoted ? trimmed.substr(1, trimmed.size() - 2) : turn.body);
    require(wanted && expand_att_value(turn.send("GET").body) == wanted, "GET returns the value");
    const auto removed = turn.send("DELETE");
    require(removed.status == Status::ok || removed.status == Status::conflict,
            "what was PUT can be deleted, or its selector needs it");
    if (removed.status == Status::ok)
        require(turn.send("GET").status == Status::not_found, "what was deleted is gone");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static test::ServerFixture server;
    const auto parts = fuzz::split(fuzz::text_of(data, size), 3);
    const auto document = xml::Document::parse(parts[2], xml::Limits{});
    if (!document) {
        require(!document.error().message.empty(), "a refusal says why");
        return 0;
    }
    const std::string raw = percent_encode_path(parts[0]);
    if (raw.size() > 7000) return 0;  // 414
    auto selector = parse_node_selector(raw, test::RandomXml::query());
    if (!selector) return 0;
    selector->default_namespace = "test-app";
    Turn turn{server,
              std::move(selector.value()),
              document_uri + "/~~/" + raw + "?" + test::RandomXml::query(),
              "application/xcap-el+xml",
              parts[1],
              std::string(document->bytes())};
    server.store->documents[key] = {turn.before, "e"};
    switch (turn.selector.terminal) {
        case xml::Terminal::element: check_element(turn); break;
        case xml::Terminal::attribute:
            turn.type = "application/xcap-att+xml";
            check_attribute(turn);
            break;
        case xml::Terminal::namespaces:
            require((turn.send("GET").status == Status::ok) ==
                        agreed(turn.selector, parse(turn.before)).has_value(),
                    "bindings are read where there is an element");
            break;
    }
    return 0;
}
