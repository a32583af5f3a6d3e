#include "api/presence_lists.h"

#include <random>
#include <unordered_set>

#include "unit/api/addressbook_fixture.h"
#include "xml/escape.h"

using namespace xcapd;
using namespace xcapd::api;
using namespace xcapd::test;

namespace {

using Uris = std::vector<std::string>;

constexpr std::string_view names[] = {"oma_grantedcontacts",    "oma_blockedcontacts",
                                      "dialog_grantedcontacts", "dialog_blockedcontacts",
                                      "sipsimple_presence_rls", "sipsimple_dialog_rls"};

Contact contact(const std::string& id, const Uris& uris, const EventHandling& presence,
                const EventHandling& dialog = {}) {
    Contact contact{id, "", {}, dialog, presence};
    for (const auto& uri : uris)
        contact.uris.push_back({id + std::to_string(contact.uris.size()), uri});
    return contact;
}

api::Policy policy(const std::string& id, const std::string& uri, const EventHandling& presence,
                   const EventHandling& dialog = {}) {
    return {id, "", uri, dialog, presence};
}

Uris list(const Addressbook& book, std::string_view name) {
    for (const auto& list : presence_lists(book))
        if (list.name == name) return list.uris;
    FAIL("no such list");
    return {};
}

const EventHandling allow{"allow", false};
const EventHandling block{"block", false};
const EventHandling watch{"default", true};
const EventHandling neither{};

}  // namespace

TEST_SUITE("api/presence_lists") {
    TEST_CASE("six lists, in the order in which a client makes them") {
        const auto lists = presence_lists({});
        for (std::size_t i = 0; i < lists.size(); ++i) {
            CHECK(lists[i].name == names[i]);
            CHECK(lists[i].uris.empty());
        }
    }

    TEST_CASE("each list has the URIs of contacts and policies that its event says") {
        const Addressbook book{
            {contact("a", {"sip:a1@x", "sip:a2@x"}, allow, block), contact("b", {"sip:b@x"}, block),
             contact("c", {"sip:c@x"}, watch, allow), contact("d", {"sip:d@x"}, neither, watch)},
            {},
            {policy("p", "sip:p@x", allow, watch), policy("q", "sip:q@x", block, allow),
             policy("r", "sip:r@x", watch, block)}};
        CHECK(list(book, "oma_grantedcontacts") == Uris{"sip:a1@x", "sip:a2@x", "sip:p@x"});
        CHECK(list(book, "oma_blockedcontacts") == Uris{"sip:b@x", "sip:q@x"});
        CHECK(list(book, "sipsimple_presence_rls") == Uris{"sip:c@x", "sip:r@x"});
        CHECK(list(book, "dialog_grantedcontacts") == Uris{"sip:c@x", "sip:q@x"});
        CHECK(list(book, "dialog_blockedcontacts") == Uris{"sip:a1@x", "sip:a2@x", "sip:r@x"});
        CHECK(list(book, "sipsimple_dialog_rls") == Uris{"sip:d@x", "sip:p@x"});
    }

    TEST_CASE("who is blocked once is not granted, among contacts and among policies") {
        const Addressbook contacts{
            {contact("a", {"sip:1@x", "sip:2@x"}, allow), contact("b", {"sip:2@x"}, block)},
            {},
            {}};
        CHECK(list(contacts, "oma_grantedcontacts") == Uris{"sip:1@x"});
        CHECK(list(contacts, "oma_blockedcontacts") == Uris{"sip:2@x"});
        const Addressbook policies{
            {}, {}, {policy("p", "sip:1@x", allow), policy("q", "sip:1@x", block)}};
        CHECK(list(policies, "oma_grantedcontacts").empty());
        CHECK(list(policies, "oma_blockedcontacts") == Uris{"sip:1@x"});
    }

    TEST_CASE("a policy counts for nobody who is a contact, whatever the contact says") {
        const EventHandling all{"allow", true};
        const Addressbook book{
            {contact("a", {"x@x", "sip:y@x"}, neither, block)},
            {},
            {policy("p", "sip:x@x", all, all), policy("q", "y@x", block, watch)}};
        for (const auto name : names)
            CHECK(list(book, name) ==
                  (name == "dialog_blockedcontacts" ? Uris{"sip:x@x", "sip:y@x"} : Uris{}));
    }

    TEST_CASE("a URI is there once, with sip: where it has no scheme, as it is spelled") {
        const Addressbook book{
            {contact("a", {"u@x", "sip:u@x", "u@x", "sip:U@x", "tel:+1", "u@x:5060"}, allow)},
            {},
            {}};
        CHECK(list(book, "oma_grantedcontacts") ==
              Uris{"sip:u@x", "sip:U@x", "tel:+1", "sip:u@x:5060"});
    }

    TEST_CASE("what is no URI is in no list") {
        for (const char* uri : {"", "sip:", "sip:a b@x", "sip:a@[g]", "sip:a@[::1", "sip:a@[]",
                                "[::1][::1]", "sip:%4", "sip:%4g", "a#b#c", "http://a/", "sip:<a>",
                                "a\"@x", "\t", "sip:a\\", "//a"}) {
            CAPTURE(uri);
            CHECK_FALSE(entry_uri(uri));
        }
        CHECK(entry_uri("\xC3\xBCnal@x") == "sip:\xC3\xBCnal@x");
        CHECK(entry_uri("a@[2001:db8::1]:5060;transport=tcp") ==
              "sip:a@[2001:db8::1]:5060;transport=tcp");
        CHECK(entry_uri("sip:[::1]") == "sip:[::1]");
        CHECK(entry_uri("im%20a%2f") == "sip:im%20a%2f");
        CHECK(entry_uri("+31201234567") == "sip:+31201234567");
        CHECK(entry_uri("sips:a;b=c?d@x") == "sips:a;b=c?d@x");
    }

    TEST_CASE("whatever a contact's URI is, the schema takes the list") {
        std::mt19937 random(7);
        constexpr std::string_view chars = "ab:/?#[]@!$&'()*+,;=%2F-._~<>\"{}|\\^` \t\n9";
        std::string entries;
        std::unordered_set<std::string> seen;
        for (int i = 0; i < 20000; ++i) {
            std::string uri = random() % 2 == 0 ? "sip:" : "";
            for (auto size = random() % 6; size > 0; --size) uri += chars[random() % chars.size()];
            const auto entry = entry_uri(uri);
            if (entry && seen.insert(*entry).second)
                entries += "<rl:entry uri=\"" + xml::escape(*entry) + "\"/>";
        }
        CHECK(seen.size() > 1000);
        parse_valid(with_items("", "<rl:list>" + entries + "</rl:list>"));
    }
}

TEST_SUITE("api/presence_lists: in the document") {
    const std::string granted = "<rl:list name='oma_grantedcontacts'>";

    TEST_CASE("entries that stay keep every byte, and so does what is no entry") {
        const std::string kept =
            "<!-- x --><rl:entry  "
            "uri='sip:a@x'><rl:display-name>A</rl:display-name><s:y/></rl:entry>"
            "<rl:list name='in'><rl:entry uri='sip:gone@x'/></rl:list>";
        const std::string extension = "<s:x/>";
        const auto before =
            with_items("", granted + "<rl:display-name>G</rl:display-name>" + kept +
                               "<rl:entry uri='sip:gone@x'/>" + extension + "</rl:list>");
        // New ones come behind the members and before extensions, as the schema wants.
        const auto after = with(before, contact("a", {"a@x", "sip:b@x", "c@x"}, allow));
        CHECK(after.find(granted + "<rl:display-name>G</rl:display-name>" + kept +
                         "<rl:entry uri=\"sip:b@x\"/><rl:entry uri=\"sip:c@x\"/>" + extension +
                         "</rl:list>") != after.npos);
    }

    TEST_CASE("another client's spelling without a scheme stays; of two spellings the first") {
        const auto before =
            with_items("", granted + "<rl:entry uri='a@x'/><rl:entry uri='sip:a@x'/></rl:list>");
        const auto after = with(before, contact("a", {"sip:a@x"}, allow));
        CHECK(after.find(granted + "<rl:entry uri='a@x'/></rl:list>") != after.npos);
    }

    TEST_CASE("a list that is missing is made where it has entries") {
        const auto before = with_items("");
        CHECK(with(before, contact("a", {"a@x"}, neither)).find("oma_") == before.npos);
        const auto after = with(before, contact("a", {"a@x", "b@x"}, {"allow", true}));
        CHECK(after.find("</rl:list><rl:list name=\"oma_grantedcontacts\">"
                         "<rl:entry uri=\"sip:a@x\"/><rl:entry uri=\"sip:b@x\"/></rl:list>"
                         "<rl:list name=\"sipsimple_presence_rls\">") != after.npos);
        CHECK(after.find("blocked") == after.npos);
        CHECK(after.find("dialog_") == after.npos);
    }

    TEST_CASE("a change of a group leaves the lists alone, one of a contact rights them") {
        const auto stale =
            with_items("<a:contact id='c'/>", granted + "<rl:entry uri='sip:phone@x'/></rl:list>");
        CHECK(with(stale, Group{"g", "G", {"c"}}).find("sip:phone@x") != stale.npos);
        CHECK(with(stale, Contact{"c", "C"}).find("sip:phone@x") == stale.npos);
    }
}
