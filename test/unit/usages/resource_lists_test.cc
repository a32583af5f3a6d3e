#include "usages/resource_lists.h"

#include <doctest/doctest.h>

#include "config/load.h"
#include "usages/registry.h"

using namespace xcapd;

namespace {

// Checks `members` inside one list of alice's document.
std::optional<Violation> violation(const std::string& members, bool allow_external = false) {
    Config config = default_config();
    config.root = {"http://example.com/xcap-root"};
    config.allow_external_references = allow_external;
    const XcapRoots roots(config.root);
    DocumentSelector selector;
    selector.auid = "resource-lists";
    selector.user = {"alice", "example.com"};
    selector.path = {"index"};
    const auto document = xml::Document::parse(
        "<resource-lists xmlns='urn:ietf:params:xml:ns:resource-lists'><list>" + members +
            "</list></resource-lists>",
        xml::Limits{});
    REQUIRE(document.ok());
    return check_resource_lists(*document, {selector, roots, config});
}

std::string field(const std::string& members) {
    const auto found = violation(members, true);
    REQUIRE(found);
    CHECK(found->kind == Violation::Kind::uniqueness);
    REQUIRE_FALSE(found->fields.empty());
    return found->fields.front();
}

}  // namespace

TEST_SUITE("usages/resource_lists") {
    TEST_CASE("each kind of member is unique by its attribute within its parent (RFC 4826 3.4.5)") {
        CHECK(field("<list name='a'/><list name='a'/>") == "*/*%5B1%5D/*%5B2%5D/@name");
        CHECK(field("<entry uri='a'/><list/><entry uri='a'/>") == "*/*%5B1%5D/*%5B3%5D/@uri");
        CHECK(field("<entry-ref ref='a'/><entry-ref ref='a'/>") == "*/*%5B1%5D/*%5B2%5D/@ref");
        CHECK(field("<external anchor='http://a/'/><external anchor='http://a/'/>") ==
              "*/*%5B1%5D/*%5B2%5D/@anchor");
        CHECK(field("<list><entry uri='b'/><entry uri='b'/></list>") ==
              "*/*%5B1%5D/*%5B1%5D/*%5B2%5D/@uri");
    }

    TEST_CASE("case, parents, kinds and missing attributes do not collide") {
        CHECK_FALSE(violation("<list name='a'/><list name='A'/><entry uri='a'/>"));
        CHECK_FALSE(violation("<list/><list/><list name='b'><list name='b'/></list>"));
        CHECK_FALSE(
            violation("<x:entry xmlns:x='urn:x' uri='a'/><x:entry xmlns:x='urn:x' uri='a'/>"));
    }

    TEST_CASE("every duplicate is named, up to ten") {
        std::string members;
        for (int i = 0; i < 100; ++i) members += "<entry uri='same'/>";
        CHECK(violation(members)->fields.size() == 10);
    }

    TEST_CASE("references to elsewhere need allow_external_references") {
        const std::string own =
            "http://example.com/xcap-root/resource-lists/users/sip:alice@example.com/index/~~/"
            "resource-lists/list%5B@name=%22a%22%5D";
        const std::string bobs =
            "http://example.com/xcap-root/resource-lists/users/sip:bob@example.com/index";
        CHECK_FALSE(violation("<external anchor='" + own + "'/>"));
        for (const std::string& anchor : {bobs, std::string("http://evil.example.com/xcap-root/x"),
                                          std::string("http://example.com/xcap-root/x")}) {
            CAPTURE(anchor);
            CHECK(violation("<external anchor='" + anchor + "'/>")->kind ==
                  Violation::Kind::constraint);
            CHECK_FALSE(violation("<external anchor='" + anchor + "'/>", true));
        }
        const std::string own_entry =
            "resource-lists/users/sip:alice@example.com/index/~~/resource-lists/list/"
            "entry[@uri=\"a/b\"]";
        const std::string bobs_entry =
            "resource-lists/users/sip:bob@example.com/index/~~/resource-lists/list/entry";
        CHECK_FALSE(violation("<entry-ref ref='" + own_entry + "'/>"));
        CHECK(violation("<entry-ref ref='" + bobs_entry + "'/>"));
        CHECK_FALSE(violation("<entry-ref ref='" + bobs_entry + "'/>", true));
        CHECK(violation("<entry-ref ref='resource-lists/users/sip:alice@example.com/index'/>"));
    }

    TEST_CASE("an anchor is an absolute HTTP URI, a ref a relative path, in any case") {
        for (const char* anchor : {"", "/x", "x", "ftp://a/", "http:///x", "http://", "sip:a@b"}) {
            CAPTURE(anchor);
            CHECK(violation("<external anchor='" + std::string(anchor) + "'/>", true)->kind ==
                  Violation::Kind::constraint);
        }
        for (const char* ref : {"", "/x", "http://a/x", "x:y/z", "//a/b"}) {
            CAPTURE(ref);
            CHECK(violation("<entry-ref ref='" + std::string(ref) + "'/>", true)->kind ==
                  Violation::Kind::constraint);
        }
    }
}

TEST_SUITE("usages/schemas") {
    TEST_CASE("every schema that is compiled in is one") {
        for (const auto& text : embedded_schemas) {
            const std::string name(text.name);
            CAPTURE(name);
            CHECK(xml::Schema::compile(text.name, embedded_schemas).ok());
        }
    }

    TEST_CASE("resource-lists: what RFC 4826 3.2 allows passes, one mutation per rule does not") {
        const auto schema = xml::Schema::compile("resource-lists.xsd", embedded_schemas);
        REQUIRE(schema.ok());
        const auto is_valid = [&](const std::string& content) {
            const auto document = xml::Document::parse(
                "<resource-lists xmlns='urn:ietf:params:xml:ns:resource-lists'>" + content +
                    "</resource-lists>",
                xml::Limits{}, &schema.value());
            return document.ok() && !document->schema_fault();
        };
        CHECK(is_valid(""));
        CHECK(
            is_valid("<list name='a'><display-name xml:lang='en'>A</display-name>"
                     "<entry uri='sip:b@c'><display-name>B</display-name></entry>"
                     "<entry-ref ref='x'/><external anchor='http://a/b'/><list/>"
                     "<x:y xmlns:x='urn:x' z='1'/></list>"));
        CHECK(
            is_valid("<list x:y='1' xmlns:x='urn:x'><entry uri='a' x:y='2'><x:z/></entry></list>"));
        for (const char* content :
             {"text", "<entry uri='a'/>", "<list><entry/></list>", "<list><entry-ref/></list>",
              "<list other='a'/>", "<list><entry uri='a'/><display-name>late</display-name></list>",
              "<list><x:y xmlns:x='urn:x'/><entry uri='a'/></list>", "<list><unknown/></list>",
              "<list><display-name xml:lang='-'>A</display-name></list>",
              "<list><entry uri='a'><entry uri='b'/></entry></list>", "<list>text</list>",
              "<list><display-name/><display-name/></list>"}) {
            CAPTURE(content);
            CHECK_FALSE(is_valid(content));
        }
        CHECK(xml::Document::parse("<resource-lists/>", xml::Limits{}, &schema.value())
                  ->schema_fault());
    }
}
