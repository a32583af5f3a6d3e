// Supplementary services (3GPP TS 24.623): documents of each service are taken as they are, and
// each rule of the schema has a document that breaks it alone.
#include <doctest/doctest.h>

#include "unit/support/server_fixture.h"

using namespace xcapd;
using http::Status;

namespace {

const std::string home = "/xcap-root/simservs.ngn.etsi.org/users/sip:alice@example.com/";
const std::string document_uri = home + "simservs.xml";

struct Fixture : test::ServerFixture {
    // "" where the document is taken, else the conflict's element.
    std::string put(const std::string& document) {
        const auto answer = send("PUT", document_uri, document,
                                 {{"content-type", "application/vnd.etsi.simservs+xml"}});
        if (answer.status == Status::created || answer.status == Status::ok) return "";
        CHECK(answer.status == Status::conflict);
        return answer.account.outcome;
    }
    void takes(const std::string& document) {
        CAPTURE(document);
        CHECK(put(document) == "");
        CHECK(send("GET", document_uri).body == document);
    }
    void refuses(const std::string& document) {
        CAPTURE(document);
        CHECK(put(document) == "schema-validation-error");
    }
};

std::string services(const std::string& content) {
    return "<?xml version='1.0' encoding='UTF-8'?>\r\n"
           "<ss:simservs xmlns:ss='http://uri.etsi.org/ngn/params/xml/simservs/xcap' "
           "xmlns:cp='urn:ietf:params:xml:ns:common-policy' "
           "xmlns:ocp='urn:oma:xml:xdm:common-policy' "
           "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'>" +
           content + "</ss:simservs>\n";
}

// A rule of communication diversion.
std::string diverted(const std::string& rule) {
    return services(
        "<ss:communication-diversion active='true'><ss:NoReplyTimer>20</ss:NoReplyTimer>"
        "<cp:ruleset>" +
        rule + "</cp:ruleset></ss:communication-diversion>");
}

std::string when(const std::string& conditions) {
    return diverted("<cp:rule id='a'><cp:conditions>" + conditions +
                    "</cp:conditions><cp:actions><ss:forward-to><ss:target>tel:+15556667777"
                    "</ss:target></ss:forward-to></cp:actions></cp:rule>");
}

std::string forwarded(const std::string& content) {
    return diverted("<cp:rule id='a'><cp:actions><ss:forward-to>" + content +
                    "</ss:forward-to></cp:actions></cp:rule>");
}

std::string incoming(const std::string& content) {
    return services("<ss:incoming-communication-barring>" + content +
                    "</ss:incoming-communication-barring>");
}

std::string of_operator(const std::string& content) {
    return services("<ss:extensions><x:of-the-operator xmlns:x='urn:x'>" + content +
                    "</x:of-the-operator></ss:extensions>");
}

std::string diversions(const std::string& retention, const std::string& rejected,
                       const std::string& number, const std::string& indication,
                       const std::string& no_reply, const std::string& buffer) {
    const auto element = [](const std::string& name, const std::string& text) {
        return "<ss:" + name + ">" + text + "</ss:" + name + ">";
    };
    return of_operator("<ss:operator-communication-diversion authorized='true'>" +
                       element("communication-retention-on-invocation", retention) +
                       element("retention-when-diverting-rejected-at-diverted-to-user", rejected) +
                       element("total-number-of-diversions-for-each-communication", number) +
                       element("cdiv-indication-timer", indication) +
                       element("communication-forwarding-on-no-reply-timer", no_reply) +
                       element("cdivn-buffer-timer", buffer) +
                       "</ss:operator-communication-diversion>");
}

std::string charge(const std::string& kind, const std::string& currency) {
    return of_operator("<ss:operator-advice-of-charge authorized='true'><ss:service-type>" + kind +
                       "</ss:service-type><ss:Currency>" + currency +
                       "</ss:Currency></ss:operator-advice-of-charge>");
}

std::string group(const std::string& type, const std::string& membership,
                  const std::string& members) {
    return of_operator(
        "<ss:operator-flexible-alerting-group authorized='true'><ss:identity>sip:fa@example.com"
        "</ss:identity><ss:group-type>" +
        type + "</ss:group-type><ss:membership>" + membership + "</ss:membership>" + members +
        "</ss:operator-flexible-alerting-group>");
}

}  // namespace

TEST_SUITE("simservs") {
    TEST_CASE_FIXTURE(Fixture, "CDIV: every condition and every property of a target (TS 24.604)") {
        takes(diverted(
            "<cp:rule id='cfu'><cp:actions><ss:forward-to><ss:target>sip:voicemail@example.com"
            "</ss:target><ss:notify-caller>true</ss:notify-caller></ss:forward-to></cp:actions>"
            "</cp:rule><cp:rule id='cfb'><cp:conditions><ss:busy/><ss:media>audio</ss:media>"
            "</cp:conditions><cp:actions><ss:forward-to><ss:target>tel:+1555</ss:target>"
            "</ss:forward-to></cp:actions></cp:rule>"));
        for (const char* condition :
             {"<ss:anonymous/>", "<ss:presence-status>away</ss:presence-status>",
              "<ss:media>audio</ss:media>", "<ss:communication-diverted/>",
              "<ss:rule-deactivated/>", "<ss:not-registered/>", "<ss:busy/>", "<ss:no-answer/>",
              "<ss:not-reachable/>", "<ss:roaming/>", "<ss:international/>",
              "<ss:international-exHC/>", "<cp:sphere value='work'/>",
              "<cp:identity><cp:one id='tel:+1555'/></cp:identity>",
              "<cp:validity><cp:from>2026-12-24T17:00:00+01:00</cp:from>"
              "<cp:until>2026-12-24T19:00:00+01:00</cp:until></cp:validity>",
              "<ocp:other-identity/>", "<ocp:anonymous-request/>", "<ocp:external-list/>"})
            takes(when(condition));
        for (const char* reveal : {"true", "false", "not-reveal-GRUU", ""})
            takes(
                forwarded("<ss:target>sip:bob@example.com</ss:target><ss:notify-caller/>"
                          "<ss:reveal-identity-to-caller>" +
                          std::string(reveal) +
                          "</ss:reveal-identity-to-caller>"
                          "<ss:reveal-served-user-identity-to-caller>false"
                          "</ss:reveal-served-user-identity-to-caller>"
                          "<ss:notify-served-user>1</ss:notify-served-user>"
                          "<ss:notify-served-user-on-outbound-call>0"
                          "</ss:notify-served-user-on-outbound-call>"
                          "<ss:reveal-identity-to-target>true</ss:reveal-identity-to-target>"));
        takes(services("<ss:communication-diversion/>"));
    }

    TEST_CASE_FIXTURE(Fixture, "CDIV: each rule refuses") {
        const auto timer = [](const std::string& seconds) {
            return services("<ss:communication-diversion><ss:NoReplyTimer>" + seconds +
                            "</ss:NoReplyTimer></ss:communication-diversion>");
        };
        takes(timer("5"));
        takes(timer("180"));
        for (const char* seconds : {"4", "181", "-20", "soon", ""}) refuses(timer(seconds));
        const std::string target = "<ss:target>sip:b@example.com</ss:target>";
        refuses(
            services("<ss:communication-diversion><cp:ruleset/><ss:NoReplyTimer>20"
                     "</ss:NoReplyTimer></ss:communication-diversion>"));
        refuses(services("<ss:communication-diversion active='perhaps'/>"));
        refuses(when("<ss:busy>now</ss:busy>"));
        refuses(when("<ss:roaming><ss:busy/></ss:roaming>"));
        refuses(when("<cp:identity/>"));
        refuses(forwarded(""));
        refuses(forwarded(target + target));
        refuses(forwarded("<ss:notify-caller>true</ss:notify-caller>" + target));
        for (const char* property :
             {"notify-caller", "reveal-identity-to-caller", "reveal-served-user-identity-to-caller",
              "notify-served-user", "notify-served-user-on-outbound-call",
              "reveal-identity-to-target", "unheard-of"}) {
            const std::string name = property;
            refuses(forwarded(target + "<ss:" + name + ">maybe</ss:" + name + ">"));
        }
        refuses(diverted("<cp:rule/>"));
        refuses(diverted("<cp:rule id='a'/><cp:rule id='a'/>"));
        refuses(diverted("<cp:rule id='a'><cp:actions/><cp:conditions/></cp:rule>"));
    }

    TEST_CASE_FIXTURE(Fixture, "OIP, OIR, TIP, TIR, CW (TS 24.607, 24.608, 24.615)") {
        const std::string off = " active='false'/>";
        takes(
            services("<ss:originating-identity-presentation active='true'/>"
                     "<ss:terminating-identity-presentation" +
                     off + "<ss:communication-waiting" + off));
        for (const std::string side : {"originating", "terminating"}) {
            const auto restriction = [&](const std::string& content) {
                const auto name = "ss:" + side + "-identity-presentation-restriction";
                return services("<" + name + " active='1'>" + content + "</" + name + ">");
            };
            takes(restriction(""));
            takes(restriction("<ss:default-behaviour/>"));
            takes(restriction(
                "<ss:default-behaviour>presentation-restricted</ss:default-behaviour>"));
            takes(restriction(
                "<ss:default-behaviour>presentation-not-restricted</ss:default-behaviour>"));
            refuses(restriction("<ss:default-behaviour>hidden</ss:default-behaviour>"));
            refuses(restriction("<ss:default-behaviour/><ss:default-behaviour/>"));
            refuses(restriction("<ss:busy/>"));
            refuses(services("<ss:" + side + "-identity-presentation>on</ss:" + side +
                             "-identity-presentation>"));
        }
        refuses(services("<ss:communication-waiting><ss:busy/></ss:communication-waiting>"));
        refuses(services("<ss:communication-waiting active='2'/>"));
    }

    TEST_CASE_FIXTURE(Fixture, "ICB with ACR, and OCB (TS 24.611)") {
        const std::string anonymous =
            "<cp:ruleset><cp:rule id='acr'><cp:conditions><ss:anonymous/></cp:conditions>"
            "<cp:actions><ss:allow>false</ss:allow></cp:actions></cp:rule></cp:ruleset>";
        takes(incoming(anonymous));
        takes(incoming(""));
        takes(
            services("<ss:outgoing-communication-barring active='true'><cp:ruleset>"
                     "<cp:rule id='bic'><cp:conditions><ss:international-exHC/></cp:conditions>"
                     "<cp:actions><ss:allow>false</ss:allow></cp:actions></cp:rule>"
                     "</cp:ruleset></ss:outgoing-communication-barring>"));
        refuses(incoming(anonymous + "<cp:ruleset/>"));
        refuses(incoming("<cp:rule id='a'/>"));
        refuses(
            incoming("<cp:ruleset><cp:rule id='a'><cp:actions><ss:allow>never</ss:allow>"
                     "</cp:actions></cp:rule></cp:ruleset>"));
    }

    TEST_CASE_FIXTURE(Fixture, "FA: memberships of groups (TS 24.239)") {
        const auto specific = [](const std::string& content) {
            return services("<ss:flexible-alerting-specific active='true'>" + content +
                            "</ss:flexible-alerting-specific>");
        };
        takes(services("<ss:flexible-alerting-default active='true'/>"));
        takes(
            specific("<ss:identity>sip:g@example.com</ss:identity>"
                     "<ss:identity active='false'>tel:+1555</ss:identity><x:y xmlns:x='urn:x'/>"));
        refuses(specific("<ss:identity active='x'>sip:g@example.com</ss:identity>"));
        refuses(specific("<ss:identity other='x'>sip:g@example.com</ss:identity>"));
        refuses(specific("<x:y xmlns:x='urn:x'/><ss:identity>sip:g@example.com</ss:identity>"));
        refuses(
            services("<ss:flexible-alerting-default><ss:identity/>"
                     "</ss:flexible-alerting-default>"));
    }

    TEST_CASE_FIXTURE(Fixture, "the document itself (TS 24.623)") {
        takes("<simservs xmlns='http://uri.etsi.org/ngn/params/xml/simservs/xcap'/>");
        takes(services(""));
        takes(services(
            "<ss:communication-waiting/><ss:communication-waiting x:y='z' "
            "xmlns:x='urn:x'/><ss:communication-diversion/><ss:extensions><x:y xmlns:x='urn:x'/>"
            "</ss:extensions>"));
        refuses("<simservs/>");
        refuses(
            "<ss:communication-waiting "
            "xmlns:ss='http://uri.etsi.org/ngn/params/xml/simservs/xcap'/>");
        refuses("<cp:ruleset xmlns:cp='urn:ietf:params:xml:ns:common-policy'/>");
        refuses(services("<ss:absService/>"));
        refuses(services("<ss:unheard-of/>"));
        refuses(services("<x:other xmlns:x='urn:x'/>"));
        refuses(services("<ss:NoReplyTimer>20</ss:NoReplyTimer>"));
        refuses(services("<ss:extensions/><ss:communication-waiting/>"));
        refuses(services("<ss:extensions/><ss:extensions/>"));
        refuses(services("<ss:extensions><y/></ss:extensions>"));
        refuses(services("<ss:extensions><ss:communication-waiting/></ss:extensions>"));
        refuses(services("<ss:operator-communication-hold authorized='true'/>"));
    }

    TEST_CASE_FIXTURE(Fixture, "parts of the operator that say only whether (TS 29.364)") {
        for (const std::string service :
             {"communication-hold", "incoming-communication-barring",
              "outgoing-communication-barring", "completion-of-communication-busy-subscriber",
              "completion-of-communication-no-reply", "message-waiting-indication", "conference",
              "explicit-communication-transfer", "customized-alerting-tone"}) {
            const auto part = "<ss:operator-" + service;
            takes(of_operator(part + " authorized='true'/>"));
            takes(of_operator(part + " authorized='0' xsi:nil='true'/>"));
            refuses(of_operator(part + "/>"));
            refuses(of_operator(part + " authorized='maybe'/>"));
            refuses(of_operator(part + " authorized='1'><ss:busy/></ss:operator-" + service + ">"));
        }
        refuses(of_operator("<ss:absOperatorService authorized='true'/>"));
    }

    TEST_CASE_FIXTURE(Fixture, "parts of the operator that say more (TS 29.364)") {
        const auto part = [](const std::string& name, const std::string& content) {
            return of_operator("<ss:operator-" + name + " authorized='true'>" + content +
                               "</ss:operator-" + name + ">");
        };
        const std::string permanent = "<ss:mode>permanent</ss:mode>";
        for (const std::string name :
             {"originating-identity-presentation", "terminating-identity-presentation"}) {
            takes(part(name, ""));
            takes(part(name, "<ss:restriction-override>override-active</ss:restriction-override>"));
            refuses(part(name, "<ss:restriction-override>always</ss:restriction-override>"));
        }
        for (const std::string name : {"terminating-identity-presentation-restriction",
                                       "malicious-communication-identification"}) {
            takes(part(name, permanent));
            takes(part(name, "<ss:mode>temporary</ss:mode>"));
            refuses(part(name, ""));
            refuses(part(name, "<ss:mode>seldom</ss:mode>"));
        }
        const std::string restricted = "originating-identity-presentation-restriction";
        takes(part(restricted, permanent + "<ss:restriction>only-identity</ss:restriction>"));
        takes(part(restricted,
                   permanent + "<ss:restriction>all-private-information</ss:restriction>"));
        refuses(part(restricted, permanent));
        refuses(part(restricted, permanent + "<ss:restriction>none</ss:restriction>"));
        const std::string told = "calling-user-receives-notification-his-call-is-waiting>";
        takes(part("communication-waiting", "<ss:" + told + "true</ss:" + told));
        refuses(part("communication-waiting", ""));
        refuses(part("communication-waiting", "<ss:" + told + "loudly</ss:" + told));
        takes(part("flexible-alerting", "<ss:default-group>sip:g@example.com</ss:default-group>"));
        refuses(part("flexible-alerting", ""));
    }

    TEST_CASE_FIXTURE(Fixture, "the operator's diversions, charges and groups (TS 29.364)") {
        const std::string retain = "retain-until-alerting-at-diverted-to-user";
        const std::string alert = "continue-to-alert-diverting-user";
        takes(diversions(retain, alert, "5", "0", "180", "86400"));
        takes(diversions("", "", "-1", "60", "0", ""));
        refuses(diversions("forget", alert, "5", "0", "180", "86400"));
        refuses(diversions(retain, "hang-up", "5", "0", "180", "86400"));
        refuses(diversions(retain, alert, "many", "0", "180", "86400"));
        for (const char* indication : {"-1", "61", ""})
            refuses(diversions(retain, alert, "5", indication, "180", "86400"));
        for (const char* no_reply : {"-1", "181"})
            refuses(diversions(retain, alert, "5", "0", no_reply, "86400"));
        for (const char* buffer : {"-1", "86401"})
            refuses(diversions(retain, alert, "5", "0", "180", buffer));

        const std::string informed = "<ss:aoc-obligatory-type>AoCI</ss:aoc-obligatory-type>";
        for (const std::string when : {"d", "e", "s"}) {
            const auto kind = [&](const std::string& attribute, const std::string& content) {
                return "<ss:operator-aoc-" + when + attribute + ">" + content +
                       "</ss:operator-aoc-" + when + ">";
            };
            takes(charge(kind(" activated='true'", informed), "EUR"));
            refuses(charge(kind("", informed), "EUR"));
            refuses(charge(kind(" activated='true'", ""), "EUR"));
            refuses(charge(
                kind(" activated='true'", "<ss:aoc-obligatory-type>free</ss:aoc-obligatory-type>"),
                "EUR"));
        }
        for (const char* currency : {"eur", "EURO", ""}) refuses(charge("", currency));

        const std::string members =
            "<ss:members><ss:member active='true'>sip:a@example.com</ss:member></ss:members>";
        takes(group("single-user", "permanent", members));
        takes(group("multiple-users", "demand", "<ss:members/>"));
        refuses(group("nobody", "demand", members));
        refuses(group("single-user", "forced", members));
        refuses(group("single-user", "demand", ""));
        refuses(group("single-user", "demand",
                      "<ss:members><ss:member active='x'>sip:a@example.com</ss:member>"
                      "</ss:members>"));
    }

    TEST_CASE_FIXTURE(Fixture, "a user has one document, by whatever name and AUID") {
        const auto document = services("<ss:communication-waiting active='true'/>");
        CHECK(send("PUT", home + "simservs", document).status == Status::created);
        const std::string homer =
            "/xcap-root/org.etsi.ngn.simservs/users/sip:alice@example.com/simservs.xml";
        for (const auto& uri : {document_uri, home + "simservs", document_uri + "/", homer})
            CHECK(send("GET", uri).body == document);
        CHECK(send("GET", homer).content_type == "application/vnd.etsi.simservs+xml");
        CHECK(send("PUT", homer, document).status == Status::ok);
        REQUIRE(store->documents.size() == 1);
        CHECK(std::get<2>(store->documents.begin()->first) == 1 << 20);
        CHECK(std::get<3>(store->documents.begin()->first) == "simservs.xml");
        const auto answer = send("PUT", document_uri, document, {{"content-type", "text/plain"}});
        CHECK(answer.status == Status::unsupported_media_type);
    }

    TEST_CASE("with doc_uri_style = kamailio too: the alias is no path of its own") {
        test::ServerFixture kamailio(
            "trusted_peers = 192.0.2.1\n[Database]\ndoc_uri_style = kamailio\n");
        for (const std::string auid : {"org.etsi.ngn.simservs", "simservs.ngn.etsi.org"})
            kamailio.send("PUT", "/xcap-root/" + auid + "/users/alice@example.com/simservs",
                          services(""));
        REQUIRE(kamailio.store->documents.size() == 1);
        CHECK(std::get<3>(kamailio.store->documents.begin()->first) == document_uri);
    }

    TEST_CASE_FIXTURE(Fixture, "selectors with and without prefixes, and with slashes behind") {
        const auto document = diverted(
            "<cp:rule id='a'><cp:conditions><ss:busy/></cp:conditions><cp:actions/></cp:rule>");
        REQUIRE(put(document) == "");
        const std::string bound =
            "?xmlns(ss=http://uri.etsi.org/ngn/params/xml/simservs/xcap)"
            "xmlns(cp=urn:ietf:params:xml:ns:common-policy)";
        const std::string rule = "/cp:ruleset/cp:rule%5B@id=%22a%22%5D/cp:conditions/ss:busy";
        for (const std::string& uri :
             {document_uri + "/~~/simservs/communication-diversion" + rule + bound,
              document_uri + "/~~/ss:simservs/ss:communication-diversion" + rule + "/" + bound,
              home + "simservs/~~/simservs/communication-diversion" + rule + "/" + bound,
              document_uri + "//~~/simservs/communication-diversion" + rule + bound}) {
            CAPTURE(uri);
            CHECK(send("GET", uri).body == "<ss:busy/>");
        }
        CHECK(send("GET", document_uri + "/~~/simservs/communication-diversion/@active").body ==
              "true");
    }
}
