#include "http/prefer.h"

#include <doctest/doctest.h>

using xcapd::http::preference;

TEST_SUITE("prefer (RFC 7240 2)") {
    TEST_CASE("a preference has the value that is given first") {
        const struct {
            std::string_view prefer;
            std::string_view value;
        } given[] = {
            {"return=minimal", "minimal"},
            {"wait=5 , RETURN\t=  \"minimal\" ; x=\"y;z\"", "minimal"},
            {"return=representation, return=minimal", "representation"},
            {"return, return=minimal", ""},
            {"return;x=y", ""},
            {"return=\"\"", ""},
            {R"(return="a\"b\\,;=c")", R"(a"b\,;=c)"},
            {R"(a="\"", ,return=minimal)", "minimal"},
            {R"(return="minimal)", R"("minimal)"},
        };
        for (const auto& [prefer, value] : given) {
            CAPTURE(prefer);
            const auto found = preference(prefer, "return");
            REQUIRE(found);
            CHECK(*found == value);
        }
    }

    TEST_CASE("what stands in quotes or in a parameter is no preference") {
        for (const std::string_view prefer :
             {"", ",", "=", "\"", "\"\\", "foo=\"a,return=minimal,b\"", "foo; return=minimal",
              "foo=\"a\\\",return=minimal", "\"return\"=minimal", "returns=minimal"}) {
            CAPTURE(prefer);
            CHECK_FALSE(preference(prefer, "return"));
        }
    }
}
