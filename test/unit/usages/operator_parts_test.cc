// What is the operator's in a document of supplementary services, and the document that users
// without one work on.
#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "base/crypto.h"
#include "unit/support/server_fixture.h"
#include "usages/simservs.h"
#include "xml/limits.h"

using namespace xcapd;
using http::Status;

namespace {

const std::string uri = "/xcap-root/simservs.ngn.etsi.org/users/sip:alice@example.com/simservs.xml";
const std::string element_type = "application/xcap-el+xml";

std::string services(const std::string& content) {
    return "<simservs xmlns='http://uri.etsi.org/ngn/params/xml/simservs/xcap' "
           "xmlns:o='urn:o'>" +
           content + "</simservs>";
}

const std::string waiting = "<communication-waiting active='true'/>";
const std::string hold = "<operator-communication-hold authorized='true'/>";
const std::string transferred =
    "<operator-flexible-alerting authorized='true' o:b='2' o:a='1'>"
    "<default-group>sip:g@example.com</default-group></operator-flexible-alerting>";

std::string extended(const std::string& content) {
    return "<extensions><o:op>" + content + "</o:op></extensions>";
}

xml::Document parsed(const std::string& bytes) {
    auto document = xml::Document::parse(bytes, xml::Limits{});
    REQUIRE(document.ok());
    return std::move(document.value());
}

// The sentence that refuses the edit, or "".
std::string edit(const std::string& before, const std::string& after) {
    const auto old = parsed(before);
    const auto made = parsed(after);
    return refuse_operator_edit(&old, &made);
}

bool names(const std::string& sentence, const std::string& part) {
    return sentence.find("\"" + part + "\"") != sentence.npos;
}

// alice by password; nobody is a trusted peer.
struct User : test::ServerFixture {
    explicit User(const std::string& simservs = "")
        : ServerFixture("type = basic\nbasic_without_tls = Yes\n[Simservs]\n" + simservs) {
        store->secrets[{"alice", "example.com"}] =
            crypto::hex_digest(crypto::Hash::md5, "alice:example.com:123");
    }
    http::Response ask(const std::string& method, const std::string& target,
                       const std::string& body = "", std::vector<http::Header> headers = {}) {
        headers.push_back({"authorization", "Basic YWxpY2U6MTIz"});
        return send(method, target, body, std::move(headers));
    }
    http::Response put_element(const std::string& selector, const std::string& body,
                               std::vector<http::Header> headers = {}) {
        headers.push_back({"content-type", element_type});
        return ask("PUT", uri + "/~~/" + selector, body, std::move(headers));
    }
    void keep(const std::string& bytes) {
        store->documents[{"alice", "example.com", 1 << 20, "simservs.xml"}] = {bytes, "first"};
    }
    std::string kept() {
        const auto found = store->documents.find({"alice", "example.com", 1 << 20, "simservs.xml"});
        return found == store->documents.end() ? "" : found->second.bytes;
    }
};

struct Provisioned : User {
    Provisioned() : User("provision = Yes\n") {}
};

struct PartsOnly : User {
    PartsOnly() : User("whole_documents = No\n") {}
};

}  // namespace

TEST_SUITE("operator parts") {
    TEST_CASE("what is the user's may change in any way") {
        const auto before = services(waiting + extended(hold));
        CHECK(edit(before, before) == "");
        CHECK(edit(before, services(extended(hold))) == "");
        CHECK(edit(before, services("<communication-diversion/>" + waiting + waiting +
                                    extended(hold + "<o:note>mine</o:note>"))) == "");
        CHECK(edit(services(waiting), services("")) == "");
        CHECK(refuse_operator_edit(nullptr, nullptr) == "");
    }

    TEST_CASE("the spelling of the operator's parts may change") {
        const auto before = services(extended(hold + transferred));
        CHECK(
            edit(before,
                 "<?xml version='1.0'?><!-- c --><s:simservs xmlns:p='urn:o' "
                 "xmlns:s='http://uri.etsi.org/ngn/params/xml/simservs/xcap'>\n <s:extensions>"
                 "<p:op>\n  <s:operator-communication-hold authorized=\"true\">"
                 "</s:operator-communication-hold><s:operator-flexible-alerting p:a=\"1\" "
                 "p:b='2' authorized='&#x74;rue'>\n  <!-- c --><s:default-group><![CDATA[sip:g@]]>"
                 "example.com</s:default-group>\n</s:operator-flexible-alerting></p:op>"
                 "</s:extensions></s:simservs>") == "");
    }

    TEST_CASE("an operator's part is not added, removed, changed, moved or doubled") {
        const auto before = services(waiting + extended(hold + transferred));
        const auto other = [&](const std::string& part, const std::string& by) {
            auto changed = before;
            changed.replace(changed.find(part), part.size(), by);
            return changed;
        };
        for (const auto& after :
             {services(waiting), other(hold, ""), other(hold, hold + hold),
              other("hold authorized='true'", "hold authorized='false'"),
              other("hold authorized='true'", "hold authorized='true' more='x'"),
              other(hold + transferred, transferred + hold), other("sip:g@", "sip:h@"),
              other("<default-group>", "<default-group o:x='y'>"),
              other("</default-group>", "</default-group>text"),
              other("</default-group>", "</default-group><o:more/>"),
              other("xmlns:o='urn:o'", "xmlns:o='urn:p'"),
              services(waiting + "<extensions><o:op><o:in>" + hold + transferred +
                       "</o:in></o:op></extensions>"),
              services(waiting + hold + transferred)}) {
            CAPTURE(after);
            CHECK(edit(before, after) != "");
            CHECK(edit(after, before) != "");
        }
        CHECK(names(edit(before, other(hold, "")), "operator-communication-hold"));
        CHECK(names(edit(services(""), before), "operator-communication-hold"));
        CHECK(names(edit(before, other("sip:g@", "sip:h@")), "operator-flexible-alerting"));
    }

    TEST_CASE("an operator's part is one in every namespace, and so are MMTelServices") {
        CHECK(names(edit(services(""), services("<o:operator-x/>")), "operator-x"));
        CHECK(names(edit(services(""), services(extended("<MMTelServices/>"))), "MMTelServices"));
        CHECK(edit(services(""), services(extended("<o:MMTelServices/>"))) == "");
        CHECK(edit(services(""), services("<o:an-operator-x/>")) == "");
    }

    TEST_CASE("the operator's attributes stay where they are") {
        const auto before = services("<communication-waiting provisioned='true' active='true'/>");
        CHECK(edit(before,
                   services("<communication-waiting provisioned='true' active='false'/>")) == "");
        for (const auto& after :
             {services(waiting), services("<communication-waiting provisioned='false'/>"),
              services("<communication-waiting provisioned='true' authorized='true'/>"),
              services("<communication-diversion provisioned='true'/>")})
            CHECK(names(edit(before, after), "provisioned") !=
                  names(edit(before, after), "authorized"));
    }

    TEST_CASE("a part in a rule stays in that rule") {
        const auto rules = [](const std::string& first, const std::string& second) {
            return services("<r id='a'>" + first + "</r><r id='b'>" + second + "</r>");
        };
        CHECK(edit(rules(hold, ""), rules(hold, "<x/>")) == "");
        CHECK(edit(rules(hold, ""), rules("", hold)) != "");
    }

    TEST_CASE_FIXTURE(User, "no edit of a user changes them: 403, and nothing is stored") {
        const auto document = services(waiting + extended(hold));
        keep(document);
        const std::string part = "simservs/extensions/o:op/operator-communication-hold";
        const std::string query = "?xmlns(o=urn:o)";
        const auto at = uri + "/~~/" + part;
        std::vector<http::Response> answers;
        answers.push_back(ask("PUT", uri, services(waiting)));
        answers.push_back(ask("DELETE", uri));
        answers.push_back(
            put_element(part + query, "<operator-communication-hold authorized='false'/>"));
        answers.push_back(put_element("simservs/extensions", "<extensions/>"));
        answers.push_back(ask("PUT", at + "/@authorized" + query, "false",
                              {{"content-type", "application/xcap-att+xml"}}));
        answers.push_back(ask("PUT", at + "/@other" + query, "x",
                              {{"content-type", "application/xcap-att+xml"}}));
        answers.push_back(ask("DELETE", at + query));
        answers.push_back(ask("DELETE", at + "/@authorized" + query));
        answers.push_back(ask("DELETE", uri + "/~~/simservs/extensions"));
        for (const auto& answer : answers) {
            CHECK(answer.status == Status::forbidden);
            CHECK(answer.account.outcome == "forbidden-edit");
            CHECK(answer.body.find("\"operator-communication-hold\"") != answer.body.npos);
        }
        CHECK(kept() == document);

        CHECK(put_element("simservs/communication-waiting", "<communication-waiting/>").status ==
              Status::ok);
        CHECK(ask("DELETE", uri + "/~~/simservs/communication-waiting").status == Status::ok);
        CHECK(kept() == services(extended(hold)));
    }

    TEST_CASE_FIXTURE(User, "no user creates a document with them, but deletes one without") {
        CHECK(ask("PUT", uri, services(extended(hold))).status == Status::forbidden);
        // What is not valid either is told so by the first refusal there is.
        CHECK(ask("PUT", uri, services(hold)).status == Status::forbidden);
        CHECK(store->documents.empty());
        CHECK(ask("PUT", uri, services(waiting)).status == Status::created);
        CHECK(ask("DELETE", uri).status == Status::ok);
    }

    TEST_CASE_FIXTURE(User, "preconditions and the body's own faults are judged before") {
        keep(services(extended(hold)));
        CHECK(ask("PUT", uri, services(""), {{"if-match", "\"other\""}}).status ==
              Status::precondition_failed);
        CHECK(ask("PUT", uri, "<simservs>").status == Status::conflict);
        CHECK(ask("DELETE", uri, "", {{"if-match", "\"other\""}}).status ==
              Status::precondition_failed);
    }

    TEST_CASE_FIXTURE(User, "who loses a race is judged again, by what the winner stored") {
        keep(services(waiting));
        store->conflicts_to_come = 1;
        CHECK(ask("PUT", uri, services("")).status == Status::ok);
        CHECK(store->commits == 2);
    }

    TEST_CASE_FIXTURE(User,
                      "a stored document that cannot be taken apart is no user's to replace") {
        keep("<simservs");
        CHECK(ask("PUT", uri, services("")).status == Status::forbidden);
        CHECK(ask("DELETE", uri).status == Status::forbidden);
        CHECK(kept() == "<simservs");
    }

    TEST_CASE_FIXTURE(test::ServerFixture, "trusted peers may do all") {
        const auto document = services(extended(hold));
        CHECK(send("PUT", uri, document).status == Status::created);
        CHECK(send("PUT", uri, services("")).status == Status::ok);
        CHECK(send("PUT", uri, document).status == Status::ok);
        CHECK(send("DELETE", uri + "/~~/simservs/extensions").status == Status::ok);
        CHECK(send("DELETE", uri).status == Status::ok);
    }

    TEST_CASE_FIXTURE(PartsOnly, "whole_documents = No leaves users the parts") {
        for (const char* method : {"PUT", "DELETE"}) {
            const auto answer = ask(method, uri, services(waiting));
            CHECK(answer.status == Status::forbidden);
            CHECK(answer.account.outcome == "forbidden-document");
        }
        keep(services(waiting));
        CHECK(ask("GET", uri).body == services(waiting));
        // Its root element is as much.
        const auto answer = put_element("simservs", services(""));
        CHECK(answer.status == Status::forbidden);
        CHECK(answer.account.outcome == "forbidden-document");
        CHECK(ask("DELETE", uri + "/~~/simservs/communication-waiting").status == Status::ok);
        CHECK(kept() == services(""));
        const std::string lists = "/xcap-root/resource-lists/users/sip:alice@example.com/index";
        CHECK(ask("PUT", lists, "<resource-lists xmlns='urn:ietf:params:xml:ns:resource-lists'/>")
                  .status == Status::created);
    }
}

TEST_SUITE("provisioned simservs") {
    TEST_CASE_FIXTURE(User, "without provision there is no document before the first PUT") {
        CHECK(ask("GET", uri).status == Status::not_found);
        CHECK(ask("GET", uri + "/~~/simservs").status == Status::not_found);
        CHECK(put_element("simservs/communication-waiting", waiting).status == Status::conflict);
    }

    TEST_CASE_FIXTURE(Provisioned, "a user without a document reads the default") {
        const auto answer = ask("GET", uri);
        CHECK(answer.status == Status::ok);
        CHECK(answer.content_type == "application/vnd.etsi.simservs+xml");
        CHECK(answer.body.find("<simservs xmlns=") != answer.body.npos);
        const std::string etag(answer.header("ETag"));
        CHECK(ask("HEAD", uri).header("ETag") == etag);
        CHECK(ask("GET", uri, "", {{"if-none-match", etag}}).status == Status::not_modified);
        const auto part = ask("GET", uri + "/~~/simservs");
        CHECK(part.status == Status::ok);
        CHECK(part.header("ETag") == etag);
        CHECK(store->documents.empty());
        // Nobody has a default in the global tree.
        CHECK(ask("GET", "/xcap-root/simservs.ngn.etsi.org/global/simservs.xml").status ==
              Status::not_found);
    }

    TEST_CASE_FIXTURE(Provisioned, "the first edit stores it") {
        const std::string etag(ask("GET", uri).header("ETag"));
        CHECK(put_element("simservs/communication-waiting", waiting, {{"if-match", "\"other\""}})
                  .status == Status::precondition_failed);
        CHECK(ask("DELETE", uri + "/~~/simservs/communication-waiting").status ==
              Status::not_found);
        CHECK(put_element("simservs/unheard-of", "<unheard-of/>").status == Status::conflict);
        CHECK(store->documents.empty());
        CHECK(put_element("simservs/communication-waiting", waiting, {{"if-match", etag}}).status ==
              Status::created);
        CHECK(kept().find(waiting + "</simservs>") != std::string::npos);
        CHECK(put_element("simservs/communication-waiting", waiting, {{"if-match", etag}}).status ==
              Status::precondition_failed);
        CHECK(ask("GET", uri).body == kept());
    }

    TEST_CASE_FIXTURE(Provisioned, "two first edits: the second is made to the first one's") {
        store->conflicts_to_come = 1;
        CHECK(put_element("simservs/communication-waiting", waiting).status == Status::created);
        CHECK(store->commits == 2);
    }

    TEST_CASE_FIXTURE(Provisioned, "a whole PUT replaces the default, a DELETE brings it back") {
        const auto first = ask("GET", uri);
        CHECK(ask("PUT", uri, services(waiting), {{"if-none-match", "*"}}).status ==
              Status::precondition_failed);
        CHECK(ask("PUT", uri, services(waiting), {{"if-match", std::string(first.header("ETag"))}})
                  .status == Status::ok);
        CHECK(kept() == services(waiting));
        CHECK(ask("DELETE", uri).status == Status::ok);
        CHECK(ask("GET", uri).body == first.body);
        CHECK(ask("DELETE", uri).status == Status::not_found);
    }

    TEST_CASE("the operator's own default document") {
        char path[] = "/tmp/xcapd-simservs-XXXXXX";
        const int fd = ::mkstemp(path);
        REQUIRE(fd >= 0);
        ::close(fd);
        const auto write = [&](const std::string& bytes) {
            std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
        };
        const auto settings = "provision = Yes\ndefault_document = " + std::string(path) + "\n";
        const auto errors = [&] {
            const auto loaded = load_config(
                "[Server]\nroot = http://example.com/xcap-root\n[Simservs]\n" + settings, "test");
            REQUIRE(loaded.ok());
            const auto prepared = prepare_shared_state(loaded->config);
            return prepared.ok() ? std::vector<std::string>() : prepared.error();
        };
        write(services(waiting + extended(hold)));
        CHECK(errors().empty());
        {
            User user(settings);
            CHECK(user.ask("GET", uri).body == services(waiting + extended(hold)));
            // What is the operator's in it is so before anything is stored, and after a deletion.
            CHECK(user.ask("PUT", uri, services(waiting)).status == Status::forbidden);
            CHECK(user.ask("PUT", uri, services(extended(hold))).status == Status::ok);
            CHECK(user.ask("DELETE", uri).status == Status::ok);
            user.keep(services(waiting));
            CHECK(user.ask("DELETE", uri).status == Status::forbidden);
        }
        write(services("<unheard-of/>"));
        CHECK(errors().size() == 1);
        CHECK(errors().front().find("simservs.ngn.etsi.org") != std::string::npos);
        write("<simservs");
        CHECK(errors().size() == 1);
        std::remove(path);
        REQUIRE(errors().size() == 1);
        CHECK(errors().front().find(path) != std::string::npos);
    }
}
