#include "xml/start_tag.h"

#include <doctest/doctest.h>

#include <string>

using namespace xcapd::xml;

TEST_SUITE("xml/start_tag") {
    TEST_CASE("every attribute of a tag has the span of its name and of its value") {
        const std::string bytes = "..<p:a  b = 'c>' xmlns:p=\"u\"\n d=''/>";
        StartTag tag;
        REQUIRE(tokenize_start_tag(bytes, {2, static_cast<std::uint32_t>(bytes.size())}, tag));
        CHECK(tag.name.of(bytes) == "p:a");
        CHECK(tag.is_empty_element);
        REQUIRE(tag.attributes.size() == 3);
        CHECK(tag.attributes[0].name.of(bytes) == "b");
        CHECK(tag.attributes[0].value.of(bytes) == "c>");
        CHECK_FALSE(tag.attributes[0].is_namespace_declaration);
        CHECK(tag.attributes[1].is_namespace_declaration);
        CHECK(tag.attributes[2].value.size() == 0);
    }

    TEST_CASE("what is no start tag is no start tag") {
        for (const std::string bytes : {"", "a>", "<>", "<a", "<a b>", "<a b=c>", "<a b='c>",
                                        "<a/ >", "<a>text", "<a b='c''d'>"}) {
            CAPTURE(bytes);
            StartTag tag;
            CHECK_FALSE(
                tokenize_start_tag(bytes, {0, static_cast<std::uint32_t>(bytes.size())}, tag));
        }
    }
}
