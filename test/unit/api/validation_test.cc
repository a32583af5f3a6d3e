#include "api/validation.h"

#include <doctest/doctest.h>

using namespace xcapd::api;

namespace {

std::string faults_of(std::string_view body, const Object& object) {
    const auto tree = parse_json(body);
    REQUIRE(tree.ok());
    Faults faults;
    validate(*tree, object, Location("body"), faults);
    return faults.empty() ? "" : faults.take();
}

}  // namespace

TEST_SUITE("api validation") {
    TEST_CASE("what an object's table asks for is no fault") {
        CHECK(faults_of(R"({"name": "", "uris": []})", contact_object).empty());
        CHECK(faults_of(R"({"name": "a", "uris": [{"uri": "u", "type": null, "id": null}],
                            "default_uri": 7, "unknown": {}})",
                        contact_object)
                  .empty());
    }

    TEST_CASE("a fault names its place from the outside in") {
        CHECK(faults_of(R"({"name": "a", "uris": [{"uri": "u"}, {"uri": 1}]})", contact_object) ==
              R"({"detail":[{"loc":["body","uris",1,"uri"],"msg":"str type expected",)"
              R"("type":"type_error.str"}]})");
    }

    TEST_CASE("lengths are of characters, and the longest is allowed") {
        std::string name;
        for (int i = 0; i < 1024; ++i) name += "ä";
        const auto body = [](const std::string& text) {
            return R"({"uris": [], "name": ")" + text + "\"}";
        };
        CHECK(faults_of(body(name), contact_object).empty());
        CHECK(faults_of(body(name + "a"), contact_object).find("at most 1024") !=
              std::string::npos);
    }

    TEST_CASE("characters that XML has no room for are faults; the others are not") {
        CHECK(faults_of(R"({"name": "\u0000", "uris": []})", contact_object) != "");
        CHECK(faults_of(R"({"name": "\uffff", "uris": []})", contact_object) != "");
        CHECK(faults_of(R"({"name": "\u001b", "uris": []})", contact_object) != "");
        CHECK(faults_of(R"({"name": "\t\n\r ä\ud83d\ude00", "uris": []})", contact_object) == "");
    }

    TEST_CASE("formats are as strict as their patterns") {
        for (const char* user : {"a@b.cc", "A.b!%+-_9@x-1.y_2.com", "jürgen@bücher.de"})
            CHECK_MESSAGE(user_format.matches(user), user);
        for (const char* user :
             {"", "a", "@b.cc", "a@", "a@b", "a@b.c", "a@.cc", "a@b..cc", "a@b.cc.", "a b@b.cc",
              "a@b@c.dd", "sip:a@b.cc", "a/b@b.cc", "a@b.cc\n", "\xff@b.cc"})
            CHECK_FALSE_MESSAGE(user_format.matches(user), user);
        CHECK(id_format.matches("id1-_.:@~+=,;!*$"));
        for (const char* id : {"", "a b", "a/b", "a%b", "ä", "a<b", "a\"b", "a&b", "a?b", "a#b"})
            CHECK_FALSE_MESSAGE(id_format.matches(id), id);
        CHECK(uri_format.matches("sip:ä@b.cc;x=<y>"));
        for (const char* uri : {"", " ", "a b", "a\tb", "a\x7f"})
            CHECK_FALSE_MESSAGE(uri_format.matches(uri), uri);
    }

    TEST_CASE("no more than a thousand faults are named") {
        std::string body = "[0";
        for (int i = 0; i < 3000; ++i) body += ",0";
        const auto text =
            faults_of(R"({"contacts": )" + body + R"(], "groups": [], "policies": []})",
                      addressbook_add_object);
        const auto tree = parse_json(text);
        REQUIRE(tree.ok());
        CHECK(tree->at("detail").size() == 1000);
    }
}
