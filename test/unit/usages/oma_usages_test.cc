// The other usages of OMA, and OpenXCAP's dialog rules: what they take, and for each rule of schema
// and constraints a document that breaks it alone.
#include <doctest/doctest.h>

#include <set>

#include "config/load.h"
#include "unit/support/usage_fixture.h"
#include "usages/registry.h"

using namespace xcapd;
using test::constraint;
using test::schema;
using Fixture = test::UsageFixture;

namespace {

const std::string group_usage = "org.openmobilealliance.group-usage-list";
const std::string dialog_usage = "org.openxcap.dialog-rules";

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
            if (!usage->alias_of.empty()) continue;
            CAPTURE(usage->auid);
            CHECK(types.insert(usage->doc_type).second);
            // Kamailio knows one kind of presence rules.
            if (usage->auid == "org.openmobilealliance.pres-rules") continue;
            CHECK(kamailio_types.insert(usage->kamailio_doc_type.value_or(usage->doc_type)).second);
        }
    }
}
