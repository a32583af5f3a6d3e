#include "xml/text_content.h"

#include <doctest/doctest.h>

using namespace xcapd;

namespace {

std::string text_of(const std::string& inner) {
    const auto document = xml::Document::parse("<a>" + inner + "</a>", xml::Limits{});
    REQUIRE(document.ok());
    return xml::text_content(*document, document->element(0));
}

}  // namespace

TEST_SUITE("xml/text_content") {
    TEST_CASE("the text of an element is what is between its tags and no markup") {
        CHECK(text_of("") == "");
        CHECK(text_of("x &amp; y&#33;") == "x & y!");
        CHECK(text_of("x<!-- </a> --><?p </a>?><![CDATA[<y>&amp;]]>z") == "x<y>&amp;z");
    }
    TEST_CASE("the tags of children are left out") {
        CHECK(text_of("x<b c='d'>y<e/></b>z") == "xyz");
    }
}
