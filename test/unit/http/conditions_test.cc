#include <doctest/doctest.h>

#include <set>

#include "http/etag.h"
#include "http/media_type.h"
#include "http/preconditions.h"

using namespace xcapd;
using http::Verdict;

namespace {

http::Preconditions conditions(std::optional<std::string> if_match,
                               std::optional<std::string> if_none_match) {
    http::Request request;
    if (if_match) request.headers.push_back({"if-match", *if_match});
    if (if_none_match) request.headers.push_back({"if-none-match", *if_none_match});
    auto parsed = http::Preconditions::parse(request);
    REQUIRE(parsed.ok());
    return std::move(parsed.value());
}

}  // namespace

TEST_SUITE("http/conditions") {
    TEST_CASE("entity tag lists are read in every form clients send (RFC 9110 13.1.1)") {
        const std::pair<const char*, std::vector<std::string>> rows[] = {
            {"\"a\"", {"a"}},
            {"\"a\",\"b\"", {"a", "b"}},
            {"\"a\" , \"b\"", {"a", "b"}},
            {"a", {"a"}},
            {"a,b", {"a", "b"}},
            {" \"a\" ", {"a"}},
            {",\"a\",,", {"a"}},
            {"\"a,b\"", {"a,b"}},
            {"\"\"", {""}},
            {"W/\"a\", \"b\"", {"a", "b"}},
        };
        for (const auto& [header, tags] : rows) {
            CAPTURE(header);
            const auto list = http::parse_entity_tags(header);
            REQUIRE(list);
            CHECK_FALSE(list->any);
            REQUIRE(list->tags.size() == tags.size());
            for (std::size_t i = 0; i < tags.size(); ++i) CHECK(list->tags[i].tag == tags[i]);
        }
        CHECK(http::parse_entity_tags(" * ")->any);
    }

    TEST_CASE("a list may be empty, and holds no tag then (RFC 9110 5.6.1)") {
        for (const char* header : {"", " ", ",", " , ,"}) {
            const auto list = http::parse_entity_tags(header);
            REQUIRE(list);
            CHECK_FALSE(list->any);
            CHECK_FALSE(list->matches_strongly("a"));
            CHECK_FALSE(list->matches_weakly("a"));
        }
        const auto star = http::parse_entity_tags("\"*\"");
        REQUIRE(star);
        CHECK_FALSE(star->any);
        CHECK(star->matches_strongly("*"));
    }

    TEST_CASE("what is no list of entity tags is refused") {
        for (const char* header : {"\"a", "\"a\" \"b\"", "\"a\"b", "*, \"a\"", "\"a\", *", "a b",
                                   "W/\"a", "\"a\x01\""}) {
            CAPTURE(header);
            CHECK_FALSE(http::parse_entity_tags(header).has_value());
        }
    }

    TEST_CASE("If-Match compares strongly, If-None-Match weakly (RFC 9110 8.8.3.2)") {
        CHECK(conditions("W/\"a\"", {}).evaluate("a", false) == Verdict::failed);
        CHECK(conditions("\"a\"", {}).evaluate("a", false) == Verdict::go_on);
        CHECK(conditions({}, "W/\"a\"").evaluate("a", true) == Verdict::not_modified);
        CHECK(conditions({}, "W/\"a\"").evaluate("a", false) == Verdict::failed);
        CHECK(conditions("\"A\"", {}).evaluate("a", false) == Verdict::failed);
    }

    TEST_CASE("a missing document fails every If-Match and passes every If-None-Match") {
        CHECK(conditions("*", {}).evaluate({}, false) == Verdict::failed);
        CHECK(conditions("\"a\"", {}).evaluate({}, false) == Verdict::failed);
        CHECK(conditions({}, "*").evaluate({}, false) == Verdict::go_on);
        CHECK(conditions({}, "\"a\"").evaluate({}, false) == Verdict::go_on);
    }

    TEST_CASE("If-Match is evaluated before If-None-Match (RFC 9110 13.2.2)") {
        CHECK(conditions("\"b\"", "\"a\"").evaluate("a", true) == Verdict::failed);
        CHECK(conditions("\"a\"", "\"a\"").evaluate("a", true) == Verdict::not_modified);
        CHECK(conditions("\"a\"", "\"b\"").evaluate("a", true) == Verdict::go_on);
    }

    TEST_CASE("new entity tags are 32 hex digits and never repeat") {
        std::set<std::string> tags;
        for (int i = 0; i < 1000; ++i) tags.insert(http::new_etag());
        CHECK(tags.size() == 1000);
        CHECK(tags.begin()->size() == 32);
        CHECK(http::quoted("a") == "\"a\"");
    }

    TEST_CASE("a media type is compared without its parameters and case") {
        CHECK(http::essence("Application/XML ; charset=UTF-8") == "application/xml");
        CHECK(http::essence("") == "");
    }
}
