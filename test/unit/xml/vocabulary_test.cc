#include "xml/vocabulary.h"

#include <doctest/doctest.h>

#include "xml/limits.h"
#include "xml/schema.h"

using namespace xcapd;

namespace {

constexpr xml::SchemaText texts[] = {
    {"a.xsd", R"(<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:a"
        elementFormDefault="qualified"><s:include schemaLocation="part.xsd"/>
        <s:import namespace="urn:b" schemaLocation="b.xsd"/>
        <s:element name="top"><s:complexType><s:sequence>
        <s:element name="inner" minOccurs="0"/><s:any namespace="##other" processContents="lax"
        minOccurs="0" maxOccurs="unbounded"/></s:sequence>
        <s:anyAttribute namespace="##other" processContents="lax"/></s:complexType></s:element>
        </s:schema>)"},
    {"part.xsd", R"(<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema"
        elementFormDefault="qualified"><s:element name="included"/></s:schema>)"},
    {"b.xsd", R"(<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:b"
        elementFormDefault="qualified"><s:import namespace="urn:a" schemaLocation="a.xsd"/>
        <s:element name="count" type="s:integer"/><s:attribute name="size" type="s:integer"/>
        </s:schema>)"}};

xml::Document parsed(std::string_view bytes) {
    auto document = xml::Document::parse(std::string(bytes), xml::stored_limits);
    REQUIRE(document.ok());
    return std::move(document.value());
}

std::string undeclared(std::string_view bytes) {
    xml::Vocabulary vocabulary;
    vocabulary.add("a.xsd", texts);
    return vocabulary.undeclared_in(parsed(bytes));
}

}  // namespace

TEST_SUITE("xml/vocabulary") {
    TEST_CASE("what is included is the includer's, what is imported is its own's") {
        xml::Vocabulary vocabulary;
        CHECK(vocabulary.add("a.xsd", texts) == "urn:a");
        CHECK(vocabulary.namespaces() == std::set<std::string>{"urn:a", "urn:b"});
        CHECK(vocabulary.add("none.xsd", texts).empty());
    }

    TEST_CASE("RFC 4825 8.2.5: of a known namespace what nobody declares is named") {
        for (const char* declared :
             {R"(<top xmlns="urn:a"><inner/></top>)", R"(<included xmlns="urn:a"/>)",
              R"(<top xmlns="urn:a" xmlns:b="urn:b" b:size="1" xml:lang="en"><b:count/></top>)",
              R"(<top xmlns="urn:a"><x:nothing xmlns:x="urn:x" x:y=""/></top>)", "<nothing/>"})
            CHECK(undeclared(declared).empty());
        CHECK(undeclared(R"(<top xmlns="urn:a"><x xmlns="urn:x"><b:nothing xmlns:b="urn:b"/>
            </x></top>)") == "There is no element nothing in the namespace urn:b.");
        CHECK(undeclared(R"(<top xmlns="urn:a" xmlns:b="urn:b" b:count="1"/>)") ==
              "There is no attribute count in the namespace urn:b.");
        CHECK(undeclared(R"(<count xmlns="urn:a"/>)") ==
              "There is no element count in the namespace urn:a.");
    }

    TEST_CASE("schemas compiled together validate each other's extensions") {
        constexpr std::string_view names[] = {"a.xsd", "b.xsd"};
        const auto schema = xml::Schema::compile_all(names, texts);
        REQUIRE(schema.ok());
        const auto fault = [&](std::string_view bytes) {
            const auto document =
                xml::Document::parse(std::string(bytes), xml::stored_limits, &*schema);
            REQUIRE(document.ok());
            return document->schema_fault().has_value();
        };
        CHECK_FALSE(fault(R"(<top xmlns="urn:a"><count xmlns="urn:b">1</count></top>)"));
        CHECK(fault(R"(<top xmlns="urn:a"><count xmlns="urn:b">one</count></top>)"));
        CHECK(fault(R"(<top xmlns="urn:a"><size xmlns="urn:b"/></top>)"));
        CHECK_FALSE(fault(R"(<count xmlns="urn:b">1</count>)"));
    }

    TEST_CASE("a text in pieces is one value") {
        const auto schema = xml::Schema::compile("b.xsd", texts);
        REQUIRE(schema.ok());
        for (const auto& [text, is_integer] :
             {std::pair("1<!-- -->2<![CDATA[3]]>&#52;<?p?>5", true),
              {"1<![CDATA[]]>", true},
              {"1<!-- -->x", false},
              {"<![CDATA[ 7 ]]>", true},
              {"1<![CDATA[x]]>2", false},
              {"<![CDATA[]]>", false},
              {"", false}}) {
            const auto document =
                xml::Document::parse("<count xmlns=\"urn:b\">" + std::string(text) + "</count>",
                                     xml::stored_limits, &*schema);
            REQUIRE(document.ok());
            CAPTURE(text);
            CHECK(document->schema_fault().has_value() != is_integer);
        }
    }
}
