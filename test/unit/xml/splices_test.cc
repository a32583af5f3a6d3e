#include "xml/splices.h"

#include <doctest/doctest.h>

#include <stdexcept>

#include "xml/text_content.h"

using namespace xcapd;
using namespace xcapd::xml;

namespace {

Document parse(const std::string& bytes) {
    auto document = Document::parse(bytes, Limits{});
    REQUIRE(document.ok());
    return std::move(*document);
}

}  // namespace

TEST_SUITE("xml/splices") {
    TEST_CASE("changes come in the order of the document, those of one place in their own") {
        const auto document = parse("<a><b/>text</a>");
        Splices splices(document);
        CHECK(splices.empty());
        CHECK(splices.applied() == document.bytes());
        splices.insert(11, "3");
        splices.replace({3, 7}, "<c/>");
        splices.insert(3, "1");
        splices.insert(3, "2");
        splices.insert(11, "4");
        splices.remove({7, 9});
        CHECK(splices.applied() == "<a>12<c/>xt34</a>");
        CHECK_FALSE(splices.empty());
    }

    TEST_CASE("two changes of the same bytes are a bug") {
        const auto document = parse("<a><b/>text</a>");
        Splices splices(document);
        splices.remove({3, 7});
        splices.insert(5, "x");
        CHECK_THROWS_AS(splices.applied(), std::logic_error);
    }

    TEST_CASE("an element without content is opened, and takes attributes beside it") {
        const auto document = parse("<a><p:b xmlns:p='urn:p' x='1' /></a>");
        Splices splices(document);
        splices.insert_content(1, 0, "<c/>");
        splices.remove_attribute(*document.attribute(document.element(1), "x"));
        splices.set_attribute(1, {true, {}, "y"}, "\"");
        splices.set_attribute(1, {false, "urn:p", "z"}, "2");
        CHECK(splices.applied() ==
              "<a><p:b xmlns:p='urn:p' y=\"&quot;\" p:z=\"2\" ><c/></p:b></a>");
    }

    TEST_CASE("an element's own text is neither its children's nor in comments") {
        const auto document =
            parse("<a>1<!--<b>--><![CDATA[<]]><b>no<c/></b>&amp;<?pi > ?><b/> 2<!-- --></a>");
        CHECK(own_text(document, 0) == "1<& 2");
        CHECK(own_text_spans(document, 0).size() == 4);
        CHECK(own_text(document, 3).empty());
    }
}
