// User profiles: what they take, and for each rule of schema and constraints a document that breaks
// it alone.
#include <doctest/doctest.h>

#include <vector>

#include "unit/support/usage_fixture.h"

using namespace xcapd;
using test::constraint;
using test::schema;
using Fixture = test::UsageFixture;

namespace {

const std::string profile_usage = "org.openmobilealliance.user-profile";
const std::string locked_usage = "org.openmobilealliance.locked-user-profile";

std::string profile(const std::string& children,
                    const std::string& attributes = "uri='sip:alice@example.com'") {
    return "<user-profiles xmlns='urn:oma:xml:xdm:user-profile'><user-profile " + attributes + ">" +
           children + "</user-profile></user-profiles>";
}

// Each member alone is taken; twice, before the one in front of it, and with a child that is
// unknown it is not.
struct Sequence {
    std::string begin;
    std::vector<std::string> members;
    std::string end;
};
const Sequence sequences[] = {
    {"",
     {"<communication-addresses></communication-addresses>", "<display-name></display-name>",
      "<birth-date>1990-01-31</birth-date>", "<name></name>", "<address></address>",
      "<gender>male</gender>", "<freetext></freetext>",
      "<communication-types></communication-types>", "<hobbies></hobbies>",
      "<favourite-links></favourite-links>"},
     ""},
    {"<name>",
     {"<given-name></given-name>", "<family-name></family-name>", "<middle-name></middle-name>",
      "<name-suffix></name-suffix>", "<name-prefix></name-prefix>"},
     "</name>"},
    {"<address>",
     {"<country></country>", "<region></region>", "<locality></locality>", "<area></area>",
      "<street-name></street-name>", "<street-number></street-number>",
      "<postal-code></postal-code>"},
     "</address>"}};

}  // namespace

TEST_SUITE("usages/user-profile") {
    TEST_CASE_FIXTURE(Fixture, "a user profile is taken whole") {
        const std::string more = "<x xmlns='urn:x'/>";
        const auto whole = profile(
            "<communication-addresses y='1'><comm-addr>tel:+31</comm-addr>" + more +
                "</communication-addresses><display-name xml:lang='en' y='1'>Alice</display-name>"
                "<birth-date>1990-01-31</birth-date><name xml:lang='nl' y='1'><given-name>Alice"
                "</given-name><family-name>van Hoorn</family-name><middle-name/><name-suffix/>"
                "<name-prefix/>" +
                more +
                "</name><address xml:lang='nl' y='1'><country>NL"
                "</country><region/><locality>Haarlem</locality><area/><street-name/>"
                "<street-number/><postal-code/>" +
                more +
                "</address><gender>female</gender>"
                "<freetext>hi</freetext><communication-types y='1'><comm-type>MMS</comm-type>" +
                more +
                "</communication-types><hobbies y='1'><hobby>chess</hobby><hobby>go</hobby>" +
                more + "</hobbies><favourite-links y='1'><link>http://example.com/</link>" + more +
                "</favourite-links>" + more + more,
            "uri='sip:alice@example.com' y='1'");
        for (const auto& auid : {profile_usage, locked_usage}) {
            CHECK(put(auid, whole, "user-profile") == "");
            CHECK(read(auid, "user-profile") == whole);
            CHECK(put(auid, profile(""), "user-profile") == "");
        }
        CHECK(store->documents.size() == 2);
    }

    TEST_CASE_FIXTURE(Fixture, "each rule of the user profile schema refuses") {
        const std::string open = "<user-profiles xmlns='urn:oma:xml:xdm:user-profile'>";
        const std::string one = "<user-profile uri='sip:alice@example.com'/>";
        for (const auto& broken :
             {open + "</user-profiles>",
              open + one + one + "</user-profiles>",
              std::string("<user-profiles/>"),
              std::string("<user-profile xmlns='urn:oma:xml:xdm:user-profile' "
                          "uri='sip:alice@example.com'/>"),
              profile("", ""),
              profile("text"),
              profile("<unknown/>"),
              profile("<gender>other</gender>"),
              profile("<birth-date>31-01-1990</birth-date>"),
              profile("<gender>male</gender><birth-date>1990-01-31</birth-date>"),
              profile("<display-name>a</display-name><display-name>b</display-name>"),
              profile("<display-name xml:lang='a b'>a</display-name>"),
              profile("<name><family-name/><given-name/></name>"),
              profile("<name><nick/></name>"),
              profile("<address><country/><country/></address>"),
              profile("<address><planet/></address>"),
              profile("<communication-addresses><hobby/></communication-addresses>"),
              profile("<communication-types><comm-addr/></communication-types>"),
              profile("<hobbies><comm-type/></hobbies>"),
              profile("<hobbies>chess</hobbies>"),
              profile("<x xmlns='urn:x'/><hobbies/>"),
              profile("<name><x xmlns='urn:x'/><given-name/></name>"),
              profile("<favourite-links><link>http://[</link></favourite-links>"),
              profile("<favourite-links><hobby/></favourite-links>")}) {
            CAPTURE(broken);
            CHECK(put(profile_usage, broken, "user-profile") == schema);
        }
    }

    TEST_CASE_FIXTURE(Fixture, "members of a user profile are optional, once each and in order") {
        for (const auto& [begin, members, end] : sequences) {
            const auto put_members = [&, b = begin, e = end](const std::string& some) {
                return put(profile_usage, profile(b + some + e), "user-profile");
            };
            for (std::size_t i = 0; i < members.size(); ++i) {
                const auto& member = members[i];
                CAPTURE(member);
                CHECK(put_members(member) == "");
                CHECK(put_members(member + member) == schema);
                if (i > 0) CHECK(put_members(member + members[i - 1]) == schema);
                auto with_child = member;
                with_child.insert(member.rfind("</"), "<b/>");
                CHECK(put_members(with_child) == schema);
            }
        }
        for (const auto& [list, item] : std::vector<std::pair<std::string, std::string>>{
                 {"communication-addresses", "comm-addr"},
                 {"communication-types", "comm-type"},
                 {"hobbies", "hobby"},
                 {"favourite-links", "link"}}) {
            CAPTURE(list);
            const auto put_items = [&, l = list](const std::string& items) {
                return put(profile_usage, profile("<" + l + ">" + items + "</" + l + ">"),
                           "user-profile");
            };
            const auto open = "<" + item + ">";
            const auto close = "</" + item + ">";
            CHECK(put_items(open + close + open + close + "<x xmlns='urn:x'/>") == "");
            CHECK(put_items(open + "<b/>" + close) == schema);
            CHECK(put_items("<x xmlns='urn:x'/>" + open + close) == schema);
            CHECK(put_items("text") == schema);
        }
    }

    TEST_CASE_FIXTURE(Fixture, "a user profile is its user's, in whatever spelling") {
        for (const std::string same :
             {"sip:alice@example.com", "SIP:alice@EXAMPLE.com", "sips:alice@example.com;x=y"}) {
            CAPTURE(same);
            CHECK(put(profile_usage, profile("", "uri='" + same + "'"), "user-profile") == "");
        }
        for (const std::string other :
             {"", "alice", "alice@example.com", "sip:bob@example.com", "sip:alice@example.org",
              "sip:Alice@example.com", "tel:+12345", "http://example.com/alice"}) {
            CAPTURE(other);
            const auto answer =
                send("PUT", uri(profile_usage, "user-profile"), profile("", "uri='" + other + "'"));
            CHECK(answer.account.outcome == constraint);
            CHECK(answer.body.find("Wrong User Profile URI") != std::string::npos);
        }
    }

    TEST_CASE_FIXTURE(Fixture, "a user profile is called so") {
        for (const char* name :
             {"index", "user-profile.xml", "User-Profile", "locked-user-profile"}) {
            CAPTURE(name);
            CHECK(put(profile_usage, profile(""), name) == constraint);
        }
        CHECK(put(locked_usage, profile(""), "index") == constraint);
        CHECK(put(locked_usage, profile(""), "locked-user-profile") == "");
        CHECK(put(profile_usage, profile(""), "a/user-profile") == "no-parent");
    }
}
