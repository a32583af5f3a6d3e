#include "api/json.h"

#include <doctest/doctest.h>

#include "api/json_writer.h"

using namespace xcapd::api;

TEST_SUITE("api json") {
    TEST_CASE("a text of JSON becomes a tree whose members keep their order") {
        const auto tree = parse_json(R"( {"b": [1, -2, true, null, "ä\u00e4\n"], "a": {}} )");
        REQUIRE(tree.ok());
        CHECK(tree->dump() == "{\"b\":[1,-2,true,null,\"ää\\n\"],\"a\":{}}");
        CHECK(parse_json("7").ok());
    }

    TEST_CASE("what is no JSON, or too much of it, is a fault") {
        std::string many = "{\"0\":0";
        for (std::size_t i = 1; i <= max_json_members; ++i)
            many += ",\"" + std::to_string(i) + "\":0";
        const std::string deepest(max_json_depth, '[');
        for (const std::string& text :
             {std::string(), std::string("{"), std::string("[1,]"),
              std::string("{\"a\":1,\"a\":2}"), std::string("\"\xff\""), std::string("\"\\ud800\""),
              std::string("\"\x01\""), std::string("[]x"), std::string(1'000'000, '['), many + "}",
              std::string("1e999"), "[" + deepest + std::string(max_json_depth + 1, ']'),
              std::string("\xef\xbb")}) {
            CAPTURE(text.substr(0, 40));
            const auto tree = parse_json(text);
            REQUIRE_FALSE(tree.ok());
            CHECK_FALSE(tree.error().message.empty());
        }
        CHECK(parse_json(deepest + std::string(max_json_depth, ']')).ok());
    }

    TEST_CASE("a NUL byte is no JSON, also behind a complete value") {
        using namespace std::string_view_literals;
        for (const auto text : {"[]\0"sv, "[]\0garbage"sv, "[] \0"sv, "\0"sv, "[1,\0]"sv, "7\0"sv,
                                "{\"a\":1}\0{}"sv, "\"\0\""sv}) {
            CAPTURE(text);
            const auto tree = parse_json(text);
            REQUIRE_FALSE(tree.ok());
            CHECK(tree.error().position == text.find('\0') + 1);
        }
    }

    TEST_CASE("a fault says where it is, behind its last byte") {
        const std::string deep(max_json_depth + 1, '[');
        std::string many = "{\"0\":0";
        for (std::size_t i = 1; i < max_json_members; ++i)
            many += ",\"" + std::to_string(i) + "\":0";
        const struct {
            std::string text;
            std::size_t position;
            std::string_view message;
        } faults[] = {
            {"[1, x]", 5, "this is no JSON"},
            {" " + deep, deep.size() + 1, "it is nested too deep"},
            {R"([{"b":{"c":1,"a":2},"a":3,"b":4,"a":5}])", 29, "a name stands twice in an object"},
            {many + ",\"x\":1}", many.size() + 4, "an object has too many members"},
            {R"({"a":-1e999 })", 11, "a number is out of range"},
            {"[" + std::string(400, '9') + "]", 401, "a number is out of range"},
        };
        for (const auto& [text, position, message] : faults) {
            CAPTURE(text.substr(0, 40));
            const auto tree = parse_json(text);
            REQUIRE_FALSE(tree.ok());
            CHECK(tree.error().position == position);
            CHECK(tree.error().message == message);
        }
    }

    TEST_CASE("a name twice is seen in the innermost object too, and only there") {
        CHECK_FALSE(parse_json(R"([{"x":{"a":1,"b":2,"a":3}}])").ok());
        CHECK(parse_json(R"([{"a":1},{"a":{"a":1}}])").ok());
    }

    TEST_CASE("member() passes over null and over what is no object") {
        const auto tree = parse_json(R"({"a": null, "b": 1})");
        CHECK_FALSE(bool(member(*tree, "a")));
        REQUIRE(bool(member(*tree, "b")));
        CHECK_FALSE(bool(member(*member(*tree, "b"), "c")));
    }

    TEST_CASE("a number that is no integer is kept as it is written") {
        for (const char* number : {"1.10", "1e2", "12345678901234567890123", "-0.0", "1E-400"}) {
            CAPTURE(number);
            const auto tree = parse_json(number).value();
            REQUIRE(tree.is_binary());
            CHECK(std::string(tree.get_binary().begin(), tree.get_binary().end()) == number);
        }
        CHECK(parse_json("-12").value().is_number_integer());
    }

    TEST_CASE("what is written is read as it was") {
        const std::string text("\"\\/\b\f\n\r\t\x01\x1f ä\xf0\x9f\x98\x80", 17);
        JsonWriter out;
        out.begin_object();
        out.key(text);
        out.begin_array();
        out.string(text);
        out.number(7);
        out.boolean(false);
        out.null();
        out.begin_object();
        out.end_object();
        out.end_array();
        out.member("last", "");
        out.end_object();
        const auto written = out.take();
        const auto tree = parse_json(written);
        REQUIRE(tree.ok());
        CHECK(tree->at(text).at(0).get<std::string>() == text);
        CHECK(tree->at(text).size() == 5);
        CHECK(tree->at("last") == "");
    }
}
