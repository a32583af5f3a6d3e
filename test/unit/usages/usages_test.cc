// Every usage's schema and constraints, through a whole PUT: documents of the standards are taken,
// and each rule has a document that breaks it alone.
#include <doctest/doctest.h>

#include "unit/support/usage_fixture.h"

using namespace xcapd;
using http::Status;

namespace {

using Fixture = test::UsageFixture;
using test::constraint;
using test::schema;

std::string rules(const std::string& content) {
    return "<cr:ruleset xmlns='urn:ietf:params:xml:ns:pres-rules' "
           "xmlns:pr='urn:ietf:params:xml:ns:pres-rules' "
           "xmlns:cr='urn:ietf:params:xml:ns:common-policy' "
           "xmlns:ocp='urn:oma:xml:xdm:common-policy'>" +
           content + "</cr:ruleset>";
}

std::string rule(const std::string& content) {
    return rules("<cr:rule id='a'>" + content + "</cr:rule>");
}

std::string services(const std::string& content) {
    return "<rls-services xmlns='urn:ietf:params:xml:ns:rls-services' "
           "xmlns:rl='urn:ietf:params:xml:ns:resource-lists'>" +
           content + "</rls-services>";
}

std::string service(const std::string& list) {
    return services("<service uri='sip:s@example.com'>" + list + "</service>");
}

std::string presence(const std::string& content) {
    return "<presence xmlns='urn:ietf:params:xml:ns:pidf' entity='pres:alice@example.com' "
           "xmlns:dm='urn:ietf:params:xml:ns:pidf:data-model'>" +
           content + "</presence>";
}

const std::string own_list =
    "http://example.com/xcap-root/resource-lists/users/sip:alice@example.com/index/~~/"
    "resource-lists/list%5b@name=%22l1%22%5d";

}  // namespace

TEST_SUITE("usages") {
    TEST_CASE_FIXTURE(Fixture, "pres-rules takes the example of RFC 5025 8") {
        const auto document = rule(
            "<cr:conditions><cr:identity><cr:one id='sip:user@example.com'/></cr:identity>"
            "</cr:conditions><cr:actions><pr:sub-handling>allow</pr:sub-handling></cr:actions>"
            "<cr:transformations><pr:provide-services><pr:service-uri-scheme>sip"
            "</pr:service-uri-scheme><pr:service-uri-scheme>mailto</pr:service-uri-scheme>"
            "</pr:provide-services><pr:provide-persons><pr:all-persons/></pr:provide-persons>"
            "<pr:provide-activities>true</pr:provide-activities><pr:provide-user-input>bare"
            "</pr:provide-user-input><pr:provide-unknown-attribute ns='urn:vendor' name='foo'>true"
            "</pr:provide-unknown-attribute></cr:transformations>");
        CHECK(put("pres-rules", document) == "");
        CHECK(read("pres-rules") == document);
        CHECK(put("org.openmobilealliance.pres-rules", document) == "");
    }

    TEST_CASE_FIXTURE(Fixture, "pres-rules takes the example of RFC 4745 8") {
        CHECK(put("pres-rules",
                  rule("<cr:conditions><cr:identity><cr:many domain='example.com'>"
                       "<cr:except id='sip:alice@example.com'/></cr:many></cr:identity>"
                       "<cr:sphere value='work'/><cr:validity><cr:from>2003-12-24T17:00:00+01:00"
                       "</cr:from><cr:until>2003-12-24T19:00:00+01:00</cr:until></cr:validity>"
                       "</cr:conditions><cr:actions/><cr:transformations/>")) == "");
    }

    TEST_CASE_FIXTURE(Fixture, "each rule of the common-policy schema refuses (RFC 4745 13)") {
        for (const auto& broken :
             {rules("<cr:rule/>"), rules("<cr:rule id='1'/>"),
              rules("<cr:rule id='a'/><cr:rule id='a'/>"), rules("<pr:class>x</pr:class>"),
              rule("<cr:actions/><cr:conditions/>"), rule("<cr:conditions/><cr:conditions/>"),
              rule("<cr:conditions><cr:identity/></cr:conditions>"),
              rule("<cr:conditions><cr:identity><cr:one/></cr:identity></cr:conditions>"),
              rule("<cr:conditions><cr:sphere/></cr:conditions>"),
              rule("<cr:conditions><cr:validity><cr:from>2003-12-24T17:00:00Z</cr:from>"
                   "</cr:validity></cr:conditions>"),
              rule("<cr:conditions><cr:validity><cr:from>now</cr:from>"
                   "<cr:until>2003-12-24T17:00:00Z</cr:until></cr:validity></cr:conditions>"),
              std::string("<ruleset/>"),
              std::string("<class xmlns='urn:ietf:params:xml:ns:pres-rules'>x</class>")}) {
            CAPTURE(broken);
            CHECK(put("pres-rules", broken) == schema);
        }
    }

    TEST_CASE_FIXTURE(Fixture, "each rule of the presence rules schema refuses (RFC 5025 7)") {
        const auto transform = [](const std::string& content) {
            return rule("<cr:transformations>" + content + "</cr:transformations>");
        };
        for (const auto& broken :
             {rule("<cr:actions><pr:sub-handling>maybe</pr:sub-handling></cr:actions>"),
              transform("<pr:provide-mood>perhaps</pr:provide-mood>"),
              transform("<pr:provide-user-input>some</pr:provide-user-input>"),
              transform("<pr:provide-unknown-attribute name='a'>true"
                        "</pr:provide-unknown-attribute>"),
              transform("<pr:provide-all-attributes>x</pr:provide-all-attributes>"),
              transform("<pr:provide-services><pr:all-services/><pr:class>a</pr:class>"
                        "</pr:provide-services>"),
              transform("<pr:provide-devices><pr:service-uri>a</pr:service-uri>"
                        "</pr:provide-devices>"),
              transform("<pr:provide-persons><pr:deviceID>a</pr:deviceID></pr:provide-persons>")}) {
            CAPTURE(broken);
            CHECK(put("pres-rules", broken) == schema);
        }
    }

    TEST_CASE_FIXTURE(Fixture, "OMA's rules are simple, and transform only for the allowed") {
        const std::string oma = "org.openmobilealliance.pres-rules";
        const std::string identity = "<cr:identity><cr:many/></cr:identity>";
        for (const std::string& twice :
             {identity, std::string("<ocp:other-identity/>"), std::string("<ocp:external-list/>"),
              std::string("<ocp:anonymous-request/>")}) {
            CAPTURE(twice);
            CHECK(put(oma, rule("<cr:conditions>" + twice + "</cr:conditions>")) == "");
            const auto complex = rule("<cr:conditions>" + twice + twice + "</cr:conditions>");
            CHECK(put(oma, complex) == constraint);
            CHECK(put("pres-rules", complex) == "");
        }
        const auto handling = [](const std::string& how) {
            return rule("<cr:actions><pr:sub-handling>" + how +
                        "</pr:sub-handling></cr:actions><cr:transformations>"
                        "<pr:provide-mood>true</pr:provide-mood></cr:transformations>");
        };
        CHECK(put(oma, handling("allow")) == "");
        CHECK(put(oma, handling("block")) == constraint);
        CHECK(put("pres-rules", handling("block")) == "");
    }

    TEST_CASE_FIXTURE(Fixture, "presence rules name only the user's own lists") {
        const auto external = [](const std::string& anchor) {
            return rule("<cr:conditions><ocp:external-list><ocp:entry anc='" + anchor +
                        "'/></ocp:external-list></cr:conditions>");
        };
        const std::string lists = "http://example.com/xcap-root/resource-lists/users/sip:";
        for (const std::string auid : {"pres-rules", "org.openmobilealliance.pres-rules"}) {
            CHECK(put(auid, external(lists + "alice@example.com/index")) == "");
            CHECK(put(auid, external(lists + "bob@example.com/index")) == constraint);
            CHECK(put(auid, external("http://elsewhere.net/lists")) == constraint);
        }
    }

    TEST_CASE_FIXTURE(Fixture, "a user has one document of presence rules, whatever it is called") {
        const std::string home = "/xcap-root/pres-rules/users/sip:alice@example.com/";
        const auto document = rules("");
        CHECK(send("PUT", home + "presrules", document).status == Status::created);
        for (const char* name : {"index", "index.xml", "pres-rules"})
            CHECK(send("GET", home + name).body == document);
        CHECK(send("PUT", home + "index", document).status == Status::ok);
        CHECK(store->documents.size() == 1);
        CHECK(std::get<3>(store->documents.begin()->first) == "index.xml");
    }

    TEST_CASE_FIXTURE(Fixture, "unprefixed selectors of presence rules find the rules too") {
        const auto home = [](const std::string& auid) {
            return "/xcap-root/" + auid + "/users/sip:alice@example.com/index/~~/";
        };
        const auto document = rule(
            "<cr:actions><pr:sub-handling>allow</pr:sub-handling>"
            "</cr:actions>");
        for (const std::string auid : {"pres-rules", "org.openmobilealliance.pres-rules"}) {
            CHECK(put(auid, document) == "");
            CHECK(send("GET", home(auid) + "ruleset/rule%5b@id=%22a%22%5d/actions").status ==
                  Status::ok);
        }
        // RFC 5025 9.3: where the selector names the policy namespace, the rest is as it says.
        const std::string policy = "?xmlns(c=urn:ietf:params:xml:ns:common-policy)";
        CHECK(send("GET", home("pres-rules") + "c:ruleset/c:rule/c:actions/sub-handling" + policy)
                  .status == Status::ok);
    }

    TEST_CASE_FIXTURE(Fixture, "rls-services takes the examples of RFC 4826 4.3") {
        const auto document = services(
            "<service uri='sip:mybuddies@example.com'><resource-list>" + own_list +
            "</resource-list><packages><package>presence</package></packages></service>"
            "<service uri='sip:marketing@example.com'><list name='marketing'>"
            "<rl:entry uri='sip:joe@example.com'/><rl:entry uri='sip:sudhir@example.com'/></list>"
            "<packages><package>presence</package></packages></service>");
        CHECK(put("rls-services", document) == "");
        CHECK(read("rls-services") == document);
        // As Blink writes it, unescaped.
        CHECK(put("rls-services",
                  service("<resource-list>http://example.com/xcap-root/resource-lists/users/"
                          "sip:alice@example.com/index/~~/resource-lists/"
                          "list[@name=\"a\"]</resource-list>")) == "");
        CHECK(put("rls-services", service("<resource-list><!-- c --><![CDATA[" + own_list +
                                          "]]></resource-list>")) == "");
    }

    TEST_CASE_FIXTURE(Fixture, "each rule of rls-services refuses (RFC 4826 4.2, 4.4.5)") {
        const std::string list = "<list/>";
        for (const auto& broken :
             {service(""), service(list + list), services("<service><list/></service>"),
              service("<packages/>" + list), services("<other/>"),
              service(list + "<packages/><packages/>"), service("<list><rl:entry/></list>")}) {
            CAPTURE(broken);
            CHECK(put("rls-services", broken) == schema);
        }
        const auto named = [](const std::string& uri) {
            return service("<resource-list>" + uri + "</resource-list>");
        };
        for (const std::string uri :
             {"resource-lists/users/sip:alice@example.com/index", "sip:alice@example.com",
              "http://example.com/xcap-root/pres-rules/users/sip:alice@example.com/index",
              "http://example.com/xcap-root/resource-lists/users/sip:bob@example.com/index",
              "http://example.com/xcap-root/resource-lists/global/index",
              "http://example.com/a/~~/resource-lists/users/sip:alice@example.com",
              "http://elsewhere.net/xcap-root/resource-lists/users/sip:alice@example.com/index",
              "http://example.com/xcap-root/pres-rules/users/sip:alice@example.com/resource-lists/"
              "users/sip:alice@example.com/index"}) {
            CAPTURE(uri);
            CHECK(put("rls-services", named(uri)) == constraint);
        }
        const std::string one = "<service uri='sip:s@example.com'><list/></service>";
        CHECK(put("rls-services", services(one + one)) == "uniqueness-failure");
        CHECK(put("rls-services", service("<list><rl:entry uri='a'/><rl:entry uri='a'/></list>")) ==
              "uniqueness-failure");
    }

    TEST_CASE_FIXTURE(Fixture, "pidf-manipulation takes the example of RFC 4827 11") {
        const auto document = presence(
            "<tuple id='x8eg92n'><status><basic>closed</basic></status>"
            "<contact priority='0.8'>sip:alice@example.com</contact>"
            "<note xml:lang='en'>I'm reading</note><timestamp>2004-02-06T16:49:29Z</timestamp>"
            "</tuple><note>whole</note><dm:person id='p1'><dm:note>out</dm:note></dm:person>"
            "<dm:device id='d1'><dm:deviceID>mac:8asd7d7d70</dm:deviceID></dm:device>");
        CHECK(put("pidf-manipulation", document) == "");
        CHECK(read("pidf-manipulation") == document);
    }

    TEST_CASE_FIXTURE(Fixture,
                      "each rule of the presence schema refuses (RFC 3863 4.4, RFC 4479)") {
        const auto tuple = [](const std::string& content) {
            return presence("<tuple id='a'>" + content + "</tuple>");
        };
        const std::string status = "<status><basic>open</basic></status>";
        for (const auto& broken :
             {std::string("<presence xmlns='urn:ietf:params:xml:ns:pidf'/>"),
              presence("<tuple><status/></tuple>"), tuple(""),
              tuple("<status><basic>maybe</basic></status>"),
              tuple(status + "<contact priority='2'>sip:a@b</contact>"),
              tuple(status + "<timestamp>noon</timestamp>"), tuple("<note>a</note>" + status),
              presence("<note>a</note><tuple id='a'/>"),
              presence("<tuple id='a'>" + status + "</tuple><tuple id='a'>" + status + "</tuple>"),
              presence("<dm:device id='d1'/>"), presence("<dm:person/>"),
              std::string("<person xmlns='urn:ietf:params:xml:ns:pidf:data-model' id='a'/>")}) {
            CAPTURE(broken);
            CHECK(put("pidf-manipulation", broken) == schema);
        }
    }

    TEST_CASE_FIXTURE(Fixture, "presence obeys the text of RFC 3863 too (4.1.3, 4.1.7)") {
        const auto tuple = [](const std::string& status, const std::string& timestamp) {
            return presence("<tuple id='a'>" + status + "<timestamp>" + timestamp +
                            "</timestamp></tuple>");
        };
        const std::string status = "<status><basic>open</basic></status>";
        for (const std::string timestamp : {"2004-02-06T16:49:29Z", " 2004-02-06T16:49:29-01:00\n",
                                            "2004-02-06T16:49:29.5+14:00"})
            CHECK(put("pidf-manipulation", tuple(status, timestamp)) == "");
        for (const std::string timestamp : {"2004-02-06T16:49:29", "2004-02-06T16:49:29.12345"})
            CHECK(put("pidf-manipulation", tuple(status, timestamp)) == constraint);
        CHECK(put("pidf-manipulation", tuple("<status> </status>", "2004-02-06T16:49:29Z")) ==
              constraint);
    }

    TEST_CASE_FIXTURE(Fixture, "watchers are computed from the table of the SIP server") {
        const std::string target =
            "/xcap-root/org.openxcap.watchers/users/sip:alice@example.com/index";
        CHECK(send("GET", target).body.find("<watcher>") == std::string::npos);
        store->watchers["sip:alice@example.com"] = {{"bob", "example.com", 1, true},
                                                    {"c&c", "example.com", 2, false},
                                                    {"dan", "example.com", 3, false},
                                                    {"eve", "example.com", 4, false}};
        const auto answer = send("GET", target);
        CHECK(answer.content_type == "application/xml");
        CHECK_FALSE(answer.header("ETag").empty());
        for (const char* part :
             {"<id>bob@example.com</id>\n    <status>allow</status>\n    <online>true</online>",
              "<id>c&amp;c@example.com</id>\n    <status>confirm</status>\n    <online>false<",
              "<status>deny</status>", "<status>unknown</status>"})
            CHECK(answer.body.find(part) != std::string::npos);
        CHECK(send("GET", target + "/~~/watchers/watcher%5b2%5d/status").body ==
              "<status>confirm</status>");
        CHECK(send("PUT", target, "<watchers/>").status == Status::method_not_allowed);
    }
}
