// The usages of OMA, and OpenXCAP's dialog rules: what they take, and for each rule of schema and
// constraints a document that breaks it alone.
#include <doctest/doctest.h>

#include <set>

#include "config/load.h"
#include "unit/support/usage_fixture.h"
#include "usages/registry.h"

using namespace xcapd;
using http::Status;
using test::constraint;
using test::schema;
using Fixture = test::UsageFixture;

namespace {

const std::string content_usage = "org.openmobilealliance.pres-content";
const std::string profile_usage = "org.openmobilealliance.user-profile";
const std::string locked_usage = "org.openmobilealliance.locked-user-profile";
const std::string group_usage = "org.openmobilealliance.group-usage-list";
const std::string dialog_usage = "org.openxcap.dialog-rules";
const std::string icon_name = "oma_status-icon/index";

std::string content(const std::string& children) {
    return "<content xmlns='urn:oma:xml:prs:pres-content'>" + children + "</content>";
}

std::string icon(const std::string& type, const std::string& encoding, const std::string& data) {
    return content("<mime-type>" + type + "</mime-type><encoding>" + encoding +
                   "</encoding><data>" + data + "</data>");
}

std::string profile(const std::string& children,
                    const std::string& attributes = "uri='sip:alice@example.com'") {
    return "<user-profiles xmlns='urn:oma:xml:xdm:user-profile'><user-profile " + attributes + ">" +
           children + "</user-profile></user-profiles>";
}

std::string lists(const std::string& children) {
    return "<resource-lists xmlns='urn:ietf:params:xml:ns:resource-lists'>" + children +
           "</resource-lists>";
}

std::string handling(const std::string& how, const std::string& id = "a") {
    return "<cp:ruleset xmlns:cp='urn:ietf:params:xml:ns:common-policy' "
           "xmlns:dr='urn:ag-projects:xml:ns:dialog-rules'><cp:rule id='" +
           id + "'><cp:actions><dr:sub-handling>" + how +
           "</dr:sub-handling></cp:actions></cp:rule></cp:ruleset>";
}

}  // namespace

TEST_SUITE("usages/OMA") {
    TEST_CASE_FIXTURE(Fixture, "pres-content takes icons, and other content elsewhere") {
        for (const std::string type : {"image/jpeg", "image/gif", "image/png", " IMAGE/PNG\n"}) {
            CAPTURE(type);
            CHECK(put(content_usage, icon(type, "base64", "aWNvbg=="), icon_name) == "");
        }
        CHECK(put(content_usage, icon("image/png", " BASE64 ", "\n aWNv\n bg==\r\n"), icon_name) ==
              "");
        CHECK(put(content_usage, icon("image/png", "base64", "<![CDATA[aWNvbg==]]>"), icon_name) ==
              "");
        const auto whole = content(
            "<mime-type>image/png</mime-type><encoding>base64</encoding>"
            "<description xml:lang='en'>me</description><description xml:lang='nl'>ik</description>"
            "<data x='1'>aWNvbg==</data><more xmlns='urn:x'/>");
        CHECK(put(content_usage, whole, "oma_status-icon/rcs_status_icon") == "");
        CHECK(read(content_usage, "oma_status-icon/rcs_status_icon") == whole);
        CHECK(put(content_usage, content("<data>any text</data>"), "notes/index") == "");
        CHECK(put(content_usage, content("<data/>")) == "");
    }

    TEST_CASE_FIXTURE(Fixture, "each constraint of an icon refuses (OpenXCAP's)") {
        const std::string png = "image/png";
        for (const auto& [broken, phrase] : std::vector<std::pair<std::string, std::string>>{
                 {icon("image/svg+xml", "base64", "aWNvbg=="), "Unsupported MIME type."},
                 {icon("image/png; x=y", "base64", "aWNvbg=="), "Unsupported MIME type."},
                 {icon("", "base64", "aWNvbg=="), "Unsupported MIME type."},
                 {content("<encoding>base64</encoding><data>aWNvbg==</data>"),
                  "Unsupported MIME type."},
                 {icon(png, "binary", "aWNvbg=="), "Unsupported encoding."},
                 {icon(png, "", "aWNvbg=="), "Unsupported encoding."},
                 {content("<mime-type>image/png</mime-type><data>aWNvbg==</data>"),
                  "Unsupported encoding."},
                 {icon(png, "base64", ""), "No icon data"},
                 {icon(png, "base64", " \n"), "No icon data"},
                 {icon(png, "base64", "aWNvbg"), "not base64"},
                 {icon(png, "base64", "aWNvbg="), "not base64"},
                 {icon(png, "base64", "aWNvbg==aWNv"), "not base64"},
                 {icon(png, "base64", "a==="), "not base64"},
                 {icon(png, "base64", "===="), "not base64"},
                 {icon(png, "base64", "aWNv----"), "not base64"},
                 {icon(png, "base64", "aWN\xC3\xA9"), "not base64"}}) {
            CAPTURE(broken);
            const auto answer = send("PUT", uri(content_usage, icon_name), broken);
            CHECK(answer.account.outcome == constraint);
            CHECK(answer.body.find(phrase) != std::string::npos);
            CHECK(store->documents.empty());
        }
        // Elsewhere the type is free, and what calls itself base64 still is.
        CHECK(put(content_usage, icon("text/plain", "base64", "aWNvbg=="), "notes/a") == "");
        CHECK(put(content_usage, icon("text/plain", "8bit", "icon"), "notes/a") == "");
        CHECK(put(content_usage, icon("text/plain", "base64", "icon!"), "notes/a") == constraint);
    }

    TEST_CASE_FIXTURE(Fixture, "content of exactly max_pres_content_size is taken, more is not") {
        const std::string largest(307200, 'A');
        CHECK(put(content_usage, icon("image/png", "base64", "\n" + largest), icon_name) == "");
        CHECK(put(content_usage, content("<data>" + largest + "</data>"), "notes/a") == "");
        for (const auto& name : {icon_name, std::string("notes/a")}) {
            const auto answer = send("PUT", uri(content_usage, name),
                                     icon("image/png", "base64", largest + "AAAA"));
            CHECK(answer.account.outcome == constraint);
            CHECK(answer.body.find("maximum allowed size is 307200 bytes") != std::string::npos);
        }
    }

    TEST_CASE_FIXTURE(Fixture, "each rule of the pres-content schema refuses") {
        const std::string type = "<mime-type>image/png</mime-type>";
        const std::string encoding = "<encoding>base64</encoding>";
        const std::string data = "<data>aWNvbg==</data>";
        for (const auto& broken :
             {content(""), content(type + encoding), content(encoding + type + data),
              content(data + type + encoding), content(type + type + encoding + data),
              content(type + encoding + encoding + data), content(type + encoding + data + data),
              content(type + encoding + data + "<description>late</description>"),
              content(type + encoding + "<description xml:lang='a b'>x</description>" + data),
              content(type + encoding + "<data><b>aWNvbg==</b></data>"),
              content(type + encoding + data + "<more/>"), content("text" + data),
              std::string("<content/>"),
              std::string("<data xmlns='urn:oma:xml:prs:pres-content'>aWNvbg==</data>")}) {
            CAPTURE(broken);
            CHECK(put(content_usage, broken, icon_name) == schema);
        }
    }

    TEST_CASE_FIXTURE(Fixture, "oma_status-icon names the icons of pres-content") {
        const auto document = icon("image/gif", "base64", "aWNvbg==");
        const auto put_there = send("PUT", uri("oma_status-icon"), document);
        CHECK(put_there.status == Status::created);
        CHECK(put_there.account.auid == content_usage);
        CHECK(read(content_usage, icon_name) == document);
        CHECK(send("GET", uri("oma_status-icon") + "/~~/content/mime-type").body ==
              "<mime-type>image/gif</mime-type>");
        CHECK(put("oma_status-icon", content("<data>x</data>")) == constraint);
        CHECK(store->documents.size() == 1);
        CHECK(send("DELETE", uri(content_usage, icon_name)).status == Status::ok);
        CHECK(send("GET", uri("oma_status-icon")).status == Status::not_found);
    }

    TEST_CASE_FIXTURE(Fixture, "a user profile is taken whole") {
        const auto whole = profile(
            "<communication-addresses><comm-addr>tel:+31</comm-addr><x xmlns='urn:x'/>"
            "</communication-addresses><display-name xml:lang='en'>Alice</display-name>"
            "<birth-date>1990-01-31</birth-date><name xml:lang='nl'><given-name>Alice</given-name>"
            "<family-name>van Hoorn</family-name><middle-name/><name-suffix/><name-prefix/></name>"
            "<address><country>NL</country><region/><locality>Haarlem</locality><area/>"
            "<street-name/><street-number/><postal-code/></address><gender>female</gender>"
            "<freetext>hi</freetext><communication-types><comm-type>MMS</comm-type>"
            "</communication-types><hobbies><hobby>chess</hobby><hobby>go</hobby></hobbies>"
            "<favourite-links><link>http://example.com/</link></favourite-links>"
            "<more xmlns='urn:x'/>",
            "uri='sip:alice@example.com' x='1'");
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
              profile("<favourite-links><link>http://[</link></favourite-links>"),
              profile("<favourite-links><hobby/></favourite-links>")}) {
            CAPTURE(broken);
            CHECK(put(profile_usage, broken, "user-profile") == schema);
        }
    }

    TEST_CASE_FIXTURE(Fixture, "a user profile is its user's, in whatever spelling") {
        for (const std::string same :
             {"sip:alice@example.com", "SIP:alice@EXAMPLE.com", "alice@example.com", "alice",
              "sips:alice@example.com;x=y"}) {
            CAPTURE(same);
            CHECK(put(profile_usage, profile("", "uri='" + same + "'"), "user-profile") == "");
        }
        for (const std::string other :
             {"", "sip:bob@example.com", "sip:alice@example.org", "sip:Alice@example.com",
              "tel:+12345", "http://example.com/alice"}) {
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

    TEST_CASE_FIXTURE(Fixture, "a group usage list has named lists of entries") {
        CHECK(put(group_usage, lists("<list name='a'><entry uri='sip:g@example.com'/>"
                                     "<list name='b'/></list><list name='c'/>")) == "");
        CHECK(put(group_usage, lists("")) == "");
        for (const auto& [broken, outcome] : std::vector<std::pair<std::string, std::string>>{
                 {"<list/>", constraint},
                 {"<list name='a'><list/></list>", constraint},
                 {"<list name='a'><entry-ref ref='resource-lists/users/sip:alice@example.com/index/"
                  "~~/resource-lists/list/entry'/></list>",
                  constraint},
                 {"<list name='a'><external anchor='http://example.com/xcap-root/resource-lists/"
                  "users/sip:alice@example.com/index'/></list>",
                  constraint},
                 {"<list name='a'/><list name='a'/>", "uniqueness-failure"},
                 {"<list name='a'><entry uri='a'/><entry uri='a'/></list>", "uniqueness-failure"},
                 {"<entry uri='a'/>", schema},
                 {"<list name='a'><entry/></list>", schema}}) {
            CAPTURE(broken);
            CHECK(put(group_usage, lists(broken)) == outcome);
        }
        CHECK(put(group_usage, "<list/>") == schema);
    }

    TEST_CASE_FIXTURE(Fixture, "groups are well-formed, and nothing more is known of them") {
        const std::string groups = "org.openmobilealliance.groups";
        const std::string group = "<group xmlns='urn:oma:xml:poc:list-service'/>";
        CHECK(put(groups, group) == "");
        CHECK(put(groups, "<anything/>") == "");
        CHECK(put(groups, "<group>") == "not-well-formed");
        const auto caps = send("GET", "/xcap-root/xcap-caps/global/index").body;
        CHECK(caps.find("<auid>" + groups + "</auid>") != std::string::npos);
        CHECK(caps.find("urn:oma:xml:poc:list-service") == std::string::npos);
        CHECK(caps.find("<namespace>urn:oma:xml:xdm:user-profile</namespace>") !=
              std::string::npos);
    }

    TEST_CASE_FIXTURE(Fixture, "dialog rules are common policy with a decision of their own") {
        for (const std::string how : {"block", "confirm", "polite-block", "allow"})
            CHECK(put(dialog_usage, handling(how)) == "");
        for (const auto& broken :
             {handling("maybe"), handling(""), handling("allow", "1"), std::string("<ruleset/>"),
              std::string("<sub-handling xmlns='urn:ag-projects:xml:ns:dialog-rules'>allow"
                          "</sub-handling>"),
              std::string("<ruleset xmlns='urn:ietf:params:xml:ns:common-policy'><rule id='a'/>"
                          "<rule id='a'/></ruleset>"),
              std::string(
                  "<ruleset xmlns='urn:ietf:params:xml:ns:common-policy'><rule/></ruleset>")}) {
            CAPTURE(broken);
            CHECK(put(dialog_usage, broken) == schema);
        }
        CHECK(send("GET", uri(dialog_usage) + "/~~/ruleset/rule/@id").body == "a");
    }

    TEST_CASE("every stored usage has rows of its own, for either SIP server") {
        auto config = default_config();
        config.disabled_applications.clear();
        const auto registry = Registry::create(config);
        REQUIRE(registry.ok());
        std::set<int> types;
        std::set<int> kamailio_types;
        for (const auto* usage : registry->all()) {
            if (usage->compute != nullptr) continue;
            CAPTURE(usage->auid);
            CHECK(types.insert(usage->doc_type).second);
            // Kamailio knows one kind of presence rules.
            if (usage->auid == "org.openmobilealliance.pres-rules") continue;
            CHECK(kamailio_types.insert(usage->kamailio_doc_type.value_or(usage->doc_type)).second);
        }
    }
}
