#include "api/value_changes.h"

#include <doctest/doctest.h>

#include <set>

using namespace xcapd::api;

namespace {

Contact contact_from(std::string_view text, Nulls nulls = Nulls::dropped) {
    return contact_of(parse_json(text).value(), nulls);
}

}  // namespace

TEST_SUITE("api values") {
    TEST_CASE("ids made in one moment differ") {
        std::set<std::string> ids;
        for (int i = 0; i < 10'000; ++i) ids.insert(new_id());
        CHECK(ids.size() == 10'000);
        CHECK(ids.begin()->size() == 24);
    }

    TEST_CASE("attributes become texts, and null is nothing or nil") {
        const char* text = R"({"name":"a","uris":[],"attributes":
            {"z":"x","i":-5,"f":1.5,"t":true,"n":null,"big":18446744073709551615}})";
        const Attributes written = {{"z", "x"}, {"i", "-5"}, {"f", "1.5"}, {"t", "true"}};
        auto expected = written;
        expected.emplace_back("big", "18446744073709551615");
        CHECK(contact_from(text).attributes == expected);
        expected = written;
        expected.emplace_back("n", std::nullopt);
        expected.emplace_back("big", "18446744073709551615");
        CHECK(contact_from(text, Nulls::kept).attributes == expected);
    }

    TEST_CASE("merged attributes stay where they were, new ones come behind") {
        Attributes attributes = {{"a", "1"}, {"b", std::nullopt}, {"c", "3"}};
        merge(attributes, {{"d", "4"}, {"b", "2"}});
        CHECK(attributes == Attributes{{"a", "1"}, {"b", "2"}, {"c", "3"}, {"d", "4"}});
    }

    TEST_CASE("each URI stands once, and one that stays keeps its id") {
        const auto before =
            contact_from(R"({"name":"a","uris":[{"uri":"x","id":"1"},{"uri":"y","id":"2"}]})");
        auto after = contact_from(
            R"({"name":"a","uris":[{"uri":"y","id":"9"},{"uri":"z","id":"2"},
                {"uri":"y","default":true},{"uri":"w"}]})");
        drop_repeats(after.uris);
        settle_ids(after.uris, before.uris);
        REQUIRE(after.uris.size() == 3);
        CHECK(after.uris[0].id == "2");
        CHECK(after.uris[0].is_default);
        CHECK(after.uris[1].id != "2");  // taken
        CHECK(after.uris[1].id != after.uris[2].id);
        CHECK_FALSE(after.uris[2].id.empty());
    }

    TEST_CASE("ids that stay are given before others take them") {
        const std::vector<ContactUri> before = {{"A", "sip:1@x"}};
        std::vector<ContactUri> uris = {{"A", "sip:2@x"}, {"", "sip:1@x"}};
        settle_ids(uris, before);
        CHECK(uris[0] == ContactUri{"A", "sip:1@x"});
        CHECK(uris[1].uri == "sip:2@x");
        CHECK(uris[1].id != "A");
        // Two of one URI, as a phone may have them.
        const std::vector<ContactUri> twins = {{"i", "sip:a@x"}, {"j", "sip:a@x"}};
        uris = {{"j", "sip:a@x"}, {"", "sip:a@x"}};
        settle_ids(uris, twins);
        CHECK(uris == twins);
    }

    TEST_CASE("a merge patch changes what it names and null takes away (RFC 7396 2)") {
        const auto before = contact_from(
            R"({"id":"c","name":"a","uris":[{"id":"i","uri":"u"},{"id":"j","uri":"u"}],
                "presence":{"policy":"allow","subscribe":true},"attributes":{"k":"1","l":null}})",
            Nulls::kept);
        const auto patched = [&](std::string_view text) {
            auto contact = before;
            patch(contact, parse_json(text).value());
            return contact;
        };
        CHECK(patched("{}") == before);
        auto wanted = before;
        wanted.name += "b";
        CHECK(patched(R"({"name":"ab","zzz":1})") == wanted);
        wanted = before;
        wanted.presence.subscribe = false;
        CHECK(patched(R"({"presence":{"subscribe":false}})") == wanted);
        wanted.presence = {};
        CHECK(patched(R"({"presence":null})") == wanted);
        wanted = before;
        wanted.attributes.front() = {"l", std::nullopt};
        wanted.attributes.back() = {"m", "1.50"};
        CHECK(patched(R"({"attributes":{"k":null,"m":1.50,"n":null}})") == wanted);
        wanted.attributes = {};
        CHECK(patched(R"({"attributes":null})") == wanted);
        wanted = before;
        wanted.uris = {{"j", "u"}};
        CHECK(patched(R"({"uris":[{"id":"j","uri":"u"}]})") == wanted);

        Group group;
        group.contact_ids.emplace_back("c1");
        group.contact_ids.emplace_back("c2");
        patch(group, parse_json(R"({"name":"H"})").value());
        CHECK(group.name == "H");
        CHECK(group.contact_ids.size() == 2);
        patch(group, parse_json(R"({"contacts":[{"id":"c2"}]})").value());
        REQUIRE(group.contact_ids.size() == 1);
        CHECK(group.contact_ids.front() == "c2");
        patch(group, parse_json(R"({"contacts":null})").value());
        CHECK(group.contact_ids.empty());
    }

    TEST_CASE("what is shown of a contact is read as that contact") {
        auto contact = contact_from(
            R"({"id":"c","name":"ä\"<","uris":[{"uri":"x","id":"1","type":"SIP","default":true,
                "attributes":{"k":null}}],"dialog":{"policy":"allow","subscribe":true},
                "attributes":{"b":"1","a":null}})",
            Nulls::kept);
        JsonWriter out;
        write(out, contact);
        CHECK(contact_from(out.take(), Nulls::kept) == contact);
    }
}
