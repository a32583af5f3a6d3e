#include "xml/start_tag.h"

#include <doctest/doctest.h>

#include <string>

using namespace xcapd::xml;

TEST_SUITE("xml/start_tag") {
    TEST_CASE("every attribute of a tag has the span of its name and of its value") {
        const std::string bytes = "..<p:a  b = 'c>' xmlns:p=\"u\"\n d=''/>..";
        std::vector<AttributeToken> attributes;
        const auto tag = tokenize_start_tag(bytes, 2, attributes);
        REQUIRE(tag);
        CHECK(tag->span == Span{2, static_cast<std::uint32_t>(bytes.size() - 2)});
        CHECK(tag->declaration_count == 1);
        CHECK(tag->name.of(bytes) == "p:a");
        CHECK(tag->is_empty_element);
        REQUIRE(attributes.size() == 3);
        CHECK(attributes[0].name.of(bytes) == "b");
        CHECK(attributes[0].value.of(bytes) == "c>");
        CHECK_FALSE(attributes[0].is_namespace_declaration);
        CHECK(attributes[1].is_namespace_declaration);
        CHECK(attributes[2].value.size() == 0);
    }

    TEST_CASE("what is no start tag is no start tag") {
        for (const std::string bytes :
             {"", "a>", "<>", "<a", "<a b>", "<a b=c>", "<a b='c>", "<a/ >", "<a b='c''d'>"}) {
            CAPTURE(bytes);
            std::vector<AttributeToken> attributes;
            CHECK_FALSE(tokenize_start_tag(bytes, 0, attributes).has_value());
        }
    }
}
