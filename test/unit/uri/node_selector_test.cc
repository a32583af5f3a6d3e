#include <doctest/doctest.h>

#include "uri/node_selector_parser.h"
#include "uri/xpointer.h"

using namespace xcapd;

namespace {

xml::NodeSelector parsed(std::string_view raw, std::string_view query = "") {
    auto selector = parse_node_selector(raw, query);
    REQUIRE_MESSAGE(selector.ok(), raw << ": " << selector.error().message);
    return std::move(selector.value());
}

UriFault fault(std::string_view raw, std::string_view query = "") {
    const auto selector = parse_node_selector(raw, query);
    REQUIRE_FALSE(selector.ok());
    return selector.error().fault;
}

}  // namespace

TEST_SUITE("uri/node_selector") {
    TEST_CASE("every production of RFC 4825 6.3") {
        const auto selector =
            parsed("r/*/a[2]/*[3]/b[@x=%22v%22]/p:c[4][@p:y='w']/@z", "xmlns(p=urn:p)");
        REQUIRE(selector.steps.size() == 6);
        CHECK(selector.steps[0].name->local == "r");
        CHECK(selector.steps[0].name->is_unprefixed);
        CHECK_FALSE(selector.steps[1].name);
        CHECK(selector.steps[2].position == 2);
        CHECK_FALSE(selector.steps[2].attribute);
        CHECK_FALSE(selector.steps[3].name);
        CHECK(selector.steps[3].position == 3);
        CHECK(selector.steps[4].attribute->name.local == "x");
        CHECK(selector.steps[4].attribute->value == "v");
        CHECK(selector.steps[5].name->ns == "urn:p");
        CHECK_FALSE(selector.steps[5].name->is_unprefixed);
        CHECK(selector.steps[5].position == 4);
        CHECK(selector.steps[5].attribute->name.ns == "urn:p");
        CHECK(selector.steps[5].attribute->value == "w");
        CHECK(selector.terminal == xml::Terminal::attribute);
        CHECK(selector.attribute.local == "z");
        CHECK(parsed("r/namespace::*").terminal == xml::Terminal::namespaces);
        CHECK(parsed("r").terminal == xml::Terminal::element);
    }

    TEST_CASE("steps end where slashes stand outside quotes, raw or encoded") {
        const auto selector = parsed("r/a[@x=\"1/2\"]%2Fb[@x='/%22%5D']/c");
        REQUIRE(selector.steps.size() == 4);
        CHECK(selector.steps[1].attribute->value == "1/2");
        CHECK(selector.steps[2].attribute->value == "/\"]");
        CHECK(selector.text.substr(0, selector.steps[1].end) == "r/a[@x=\"1/2\"]");
        CHECK(selector.text.substr(0, selector.steps[3].end) == selector.text);
    }

    TEST_CASE("values: references are expanded once, white space normalised (XML 1.0 3.3.3)") {
        CHECK(parsed("r[@a=\"&quot;&#x41;&#66;&amp;lt;\"]").steps[0].attribute->value ==
              "\"AB&lt;");
        CHECK(parsed("r[@a='%09%0D%0A%0A']").steps[0].attribute->value == "   ");
        CHECK(parsed("r[@a='&#9;']").steps[0].attribute->value == "\t");
        CHECK(parsed("r[@a='%2541']").steps[0].attribute->value == "%41");
    }

    TEST_CASE("what is no production is malformed, what has another shape an extension (C10)") {
        for (const char* raw : {"",
                                "r//a",
                                "r/a[]",
                                "r/a[x]",
                                "r/a[1",
                                "r/a[1]]",
                                "r/a[@x]",
                                "r/a[@x=1]",
                                "r/a[@x='1]",
                                "r/a[@x='1'][1]",
                                "r/a[1][2]",
                                "r/*[@x='&no;']",
                                "r/*[@x='<']",
                                "r/a[@x='&#0;']",
                                "p:r",
                                "r/@p:a",
                                "r/a%5",
                                "r/%FF",
                                "/r",
                                "r/a[ 1]"}) {
            CAPTURE(raw);
            CHECK(fault(raw) == UriFault::malformed);
        }
        for (const char* raw :
             {"text()", "r/..", "r/.", "r/a::b", "r/foo(bar)", "r/1a", "r/@", "@a", "namespace::*",
              "r/@a/b", "r/@1", "r/namespace::*/a", "r/*a", "r/a:b:c", "r/-"}) {
            CAPTURE(raw);
            CHECK(fault(raw, "xmlns(a=urn:a)") == UriFault::no_node);
        }
    }

    TEST_CASE("one trailing slash is forgiven, and an encoded question mark before xmlns()") {
        CHECK(parsed("r/a/").steps.size() == 2);
        CHECK(fault("r/a//") == UriFault::malformed);
        const auto phone = parsed("p:r/a%3Fxmlns(p=%22urn:p%22)");
        CHECK(phone.steps[0].name->ns == "urn:p");
        CHECK(phone.text == "p:r/a");
        CHECK(phone.query == "xmlns(p=%22urn:p%22)");
        const auto data = parsed("r/a[@x='%3Fxmlns(p=u)']");
        CHECK(data.steps[1].attribute->value == "?xmlns(p=u)");
    }

    TEST_CASE("positions that no document can have are all one") {
        CHECK(parsed("r[99999999999999999999999]").steps[0].position == UINT32_MAX);
        CHECK(parsed("r[007]").steps[0].position == 7);
        CHECK(parsed("r[0]").steps[0].position == 0);
    }
}

TEST_SUITE("uri/xpointer") {
    TEST_CASE("bindings of RFC 4825 6.4: escapes, balance, other schemes, the last one holds") {
        const auto bindings = parse_namespace_bindings(
            " xmlns(a=urn:x)xmlns( b = u^(^^^)v )  foo(x(y)z)q:s()xmlns(c=(a)(b))xmlns(a=urn:y)");
        REQUIRE(bindings.ok());
        CHECK(bindings->at("a") == "urn:y");
        CHECK(bindings->at("b") == "u(^)v");
        CHECK(bindings->at("c") == "(a)(b)");
        CHECK(bindings->at("xml") == "http://www.w3.org/XML/1998/namespace");
        CHECK(bindings->size() == 4);
        CHECK(parse_namespace_bindings("")->size() == 1);
        CHECK(parse_namespace_bindings("shorthand")->size() == 1);
        CHECK(parse_namespace_bindings("xmlns(a=\"urn:a\")")->at("a") == "urn:a");
    }

    TEST_CASE("what is no XPointer expression or binds what cannot be bound is refused") {
        for (const char* query :
             {"xmlns(a=b", "xmlns", "xmlns(a)x", "a=b", "xmlns(=b)", "xmlns(1=b)", "xmlns(a=)",
              "xmlns(a=^b)", "xmlns(a=b^", "xmlns(xmlns=b)", "xmlns(xml=b)", ")", "(a)",
              "xmlns(b=http://www.w3.org/XML/1998/namespace)",
              "xmlns(b=http://www.w3.org/2000/xmlns/)", "xmlns(a=b))"}) {
            CAPTURE(query);
            CHECK((parse_namespace_bindings(query).ok() == (std::string_view(query) == "xmlns")));
        }
    }
}
