#include "api/addressbook_document.h"

#include "unit/api/addressbook_fixture.h"

using namespace xcapd;
using namespace xcapd::api;
using namespace xcapd::test;

namespace {

Contact alice() { return {.id = "c1", .name = "Alice"}; }

const std::string plain_alice =
    "<a:contact id='c1'><a:name>Alice</a:name><a:uris/>"
    "<a:dialog><a:policy>default</a:policy><a:subscribe>false</a:subscribe></a:dialog>"
    "<a:presence><a:policy>default</a:policy><a:subscribe>false</a:subscribe></a:presence>"
    "</a:contact>";

// What `item` makes of a document with these items, as its items.
template <class Item>
std::string items_after(const std::string& items, const Item& item) {
    const auto after = with(with_items(items), item);
    const auto frame = with_items("|");
    const auto at = frame.find('|');
    const auto end = frame.size() - at - 1;
    CHECK(after.substr(0, at) == frame.substr(0, at));
    CHECK(after.substr(after.size() - end) == frame.substr(at + 1));
    return after.substr(at, after.size() - at - end);
}

std::string replaced(std::string text, const std::string& old, const std::string& by) {
    REQUIRE(text.find(old) != text.npos);
    return text.replace(text.find(old), old.size(), by);
}

}  // namespace

TEST_SUITE("api/addressbook_document: changes") {
    TEST_CASE("a fresh document has all lists, in Blink's order, and takes a contact") {
        const auto fresh = AddressbookDocument::fresh();
        std::size_t at = 0;
        for (const char* name :
             {"oma_buddylist", "oma_grantedcontacts", "oma_blockedcontacts",
              "dialog_grantedcontacts", "dialog_blockedcontacts", "sipsimple_presence_rls",
              "sipsimple_dialog_rls", "sipsimple_addressbook"}) {
            at = fresh.find("<rl:list name=\"" + std::string(name) + "\"/>", at);
            CHECK(at != fresh.npos);
        }
        Contact contact = alice();
        contact.uris = {{"u1", "alice@example.com"}};
        contact.presence = {"allow", false};
        CHECK(with(fresh, contact) ==
              replaced(replaced(fresh, "<rl:list name=\"oma_grantedcontacts\"/>",
                                "<rl:list name=\"oma_grantedcontacts\">\n"
                                "    <rl:entry uri=\"sip:alice@example.com\"/>\n  </rl:list>"),
                       "<rl:list name=\"sipsimple_addressbook\"/>",
                       "<rl:list name=\"sipsimple_addressbook\">\n    "
                       "<addressbook:contact id=\"c1\"><addressbook:name>Alice</addressbook:name>"
                       "<addressbook:uris><addressbook:uri id=\"u1\" uri=\"alice@example.com\"/>"
                       "</addressbook:uris><addressbook:dialog><addressbook:policy>default"
                       "</addressbook:policy><addressbook:subscribe>false</addressbook:subscribe>"
                       "</addressbook:dialog><addressbook:presence><addressbook:policy>allow"
                       "</addressbook:policy><addressbook:subscribe>false</addressbook:subscribe>"
                       "</addressbook:presence></addressbook:contact>\n  </rl:list>"));
    }

    TEST_CASE("what is as it was leaves every byte") {
        const auto blink = blink_document();
        const auto document = parse_valid(blink);
        const AddressbookDocument book(document);
        const auto all = book.all();
        for (const auto& contact : all.contacts) CHECK(book.with(contact) == blink);
        for (const auto& group : all.groups) CHECK(book.with(group) == blink);
        for (const auto& policy : all.policies) CHECK(book.with(policy) == blink);
        CHECK(book.with_all(all) == blink);
        CHECK(book.without_contact("nobody") == blink);
        CHECK(book.without_group("c1") == blink);
        CHECK(book.without_policy("") == blink);
    }

    TEST_CASE("what comes and goes again leaves every byte") {
        const auto before = with_items("\n  " + plain_alice + "\n  <!-- end -->\n");
        const auto between = with(before, Contact{.id = "c2", .name = "B"});
        CHECK(between.find("</a:contact>\n  <a:contact id=\"c2\">") != between.npos);
        CHECK(changed(between, [](const auto& book) { return book.without_contact("c2"); }) ==
              before);
    }

    TEST_CASE("a name is changed where it stands, its comments and references stay") {
        Contact contact = alice();
        contact.name = "A<&\n]]>";
        CHECK(items_after(plain_alice, contact) ==
              replaced(plain_alice, ">Alice<", ">A&lt;&amp;&#10;]]&gt;<"));
        contact.name = "";
        CHECK(items_after(plain_alice, contact) == replaced(plain_alice, ">Alice<", "><"));
        const std::string odd =
            "<a:contact id='c1'><a:name >A<!--b-->c<![CDATA[d]]><x/>e</a:name>"
            "</a:contact>";
        CHECK(read(with_items(odd)).contacts.front().name == "Acde");
        contact.name = "N";
        CHECK(items_after(odd, contact) ==
              "<a:contact id='c1'><a:name >N<!--b--><x/></a:name></a:contact>");
    }

    TEST_CASE("parts that are missing come at their place, in elements that are opened") {
        Contact contact = alice();
        contact.uris = {{.id = "u", .uri = "tel:+1", .is_default = true}};
        contact.dialog.subscribe = true;
        contact.attributes = {{"n", std::nullopt}, {"m", "1"}};
        const std::string uris = "<a:uris default=\"u\"><a:uri id=\"u\" uri=\"tel:+1\"/></a:uris>";
        const std::string dialog =
            "<a:dialog><a:policy>default</a:policy>"
            "<a:subscribe>true</a:subscribe></a:dialog>";
        const std::string attributes =
            "<s:attributes><s:attribute name=\"n\" nil=\"true\"/>"
            "<s:attribute name=\"m\">1</s:attribute></s:attributes>";
        const std::string rls =
            "<rl:list name=\"sipsimple_dialog_rls\"><rl:entry uri=\"tel:+1\"/>"
            "</rl:list>";
        const auto after = [&](const std::string& before) {
            const auto bytes = with(with_items(before), contact);
            const auto frame = with_items("");
            const auto begin = frame.find("</rl:list>");
            const auto end = bytes.find("</rl:list>" + rls);
            REQUIRE(end != bytes.npos);
            return bytes.substr(begin, end - begin);
        };
        const std::string name = "<a:name>Alice</a:name>";
        CHECK(after("<a:contact id='c1'/>") ==
              "<a:contact id='c1'>" + name + uris + dialog + attributes + "</a:contact>");
        CHECK(after("<a:contact id='c1'><x/></a:contact>") ==
              "<a:contact id='c1'>" + name + uris + dialog + attributes + "<x/></a:contact>");
        CHECK(after("<a:contact id='c1'>" + name +
                    "<a:uris/><a:dialog/><a:presence/><x/>"
                    "<s:attributes/></a:contact>") ==
              "<a:contact id='c1'>" + name + uris +
                  "<a:dialog><a:subscribe>true</a:subscribe></a:dialog><a:presence/><x/>" +
                  attributes + "</a:contact>");
    }

    TEST_CASE("of URIs only what differs is changed") {
        const std::string before =
            "<a:contact id='c1'><a:name>Alice</a:name><a:uris  default = 'u1' x='1'>"
            "<a:uri id='u1' uri='sip:a@b' type='SIP' />,<a:uri type='T' id='u2' uri='sip:c@d'><x/>"
            "</a:uri><!-- end --></a:uris></a:contact>";
        Contact contact = read(with_items(before)).contacts.front();
        contact.uris[0].type = std::nullopt;
        contact.uris[0].is_default = false;
        contact.uris[1].uri = "sip:\"'&@d";
        contact.uris[1].attributes = {{"k", "v"}};
        contact.uris.push_back({"u3", "sip:e@f"});
        CHECK(items_after(before, contact) ==
              "<a:contact id='c1'><a:name>Alice</a:name><a:uris x='1'>"
              "<a:uri id='u1' uri='sip:a@b' />,<a:uri type='T' id='u2' "
              "uri='sip:&quot;&apos;&amp;@d'><s:attributes><s:attribute name=\"k\">v</s:attribute>"
              "</s:attributes><x/></a:uri><a:uri id=\"u3\" uri=\"sip:e@f\"/><!-- end --></a:uris>"
              "</a:contact>");
        contact.uris.erase(contact.uris.begin());
        contact.uris[1].is_default = true;
        const auto after = read(with(with_items(before), contact)).contacts.front();
        CHECK(after == contact);
    }

    TEST_CASE("a default that names no URI stays, until one of them has its id") {
        const std::string before = "<a:contact id='c1'><a:uris default='u9'/></a:contact>";
        Contact contact{"c1", "", {{"u1", "sip:a@b"}}};
        CHECK(items_after(before, contact) ==
              "<a:contact id='c1'><a:uris default='u9'><a:uri id=\"u1\" uri=\"sip:a@b\"/></a:uris>"
              "</a:contact>");
        contact.uris[0].id = "u9";
        CHECK(items_after(before, contact) ==
              "<a:contact id='c1'><a:uris><a:uri id=\"u9\" uri=\"sip:a@b\"/></a:uris>"
              "</a:contact>");
    }

    TEST_CASE("an unknown policy word stays as long as the policy is the default") {
        const std::string before =
            "<a:policy-element uri='sip:a@b' id='p'><a:name>P</a:name><a:dialog><a:policy> "
            "confirm</a:policy></a:dialog></a:policy-element>";
        const api::Policy policy{"p", "P", "sip:c@d"};
        CHECK(items_after(before, policy) == replaced(before, "sip:a@b", "sip:c@d"));
        const auto blocked = [&] {
            api::Policy other{"p", "P", "[x]"};
            other.dialog.policy = "block";
            return other;
        }();
        CHECK(items_after(before, blocked) ==
              replaced(replaced(before, "sip:a@b", "[x]"), " confirm", "block"));
    }

    TEST_CASE("attributes become nil and values again; foreign ones stay") {
        const std::string before =
            "<a:group id='g'><a:name>G</a:name><s:attributes><s:attribute name='a' x='1'>1<!--c-->"
            "</s:attribute><x/><s:attribute name='b' nil='true'/><s:attribute name='c'>3"
            "</s:attribute><s:attribute>?</s:attribute></s:attributes></a:group>";
        const Group group{"g", "G", {}, {{"a", std::nullopt}, {"b", ""}, {"d", "\"4\""}}};
        CHECK(items_after(before, group) ==
              "<a:group id='g'><a:name>G</a:name><s:attributes><s:attribute name='a' x='1' "
              "nil=\"true\"><!--c--></s:attribute><x/><s:attribute name='b'/><s:attribute>?"
              "</s:attribute><s:attribute name=\"d\">&quot;4&quot;</s:attribute></s:attributes>"
              "</a:group>");
    }

    TEST_CASE("groups lose a contact that is deleted, and keep who never was one") {
        const std::string group =
            "<a:group id='g'><a:contacts><a:contact_id>c1</a:contact_id>"
            "<!-- c --> <a:contact_id>nobody</a:contact_id>\n"
            "<a:contact_id>c1</a:contact_id></a:contacts></a:group>";
        CHECK(changed(with_items(plain_alice + group),
                      [](const auto& book) { return book.without_contact("c1"); }) ==
              with_items("<a:group id='g'><a:contacts><!-- c --> <a:contact_id>nobody"
                         "</a:contact_id></a:contacts></a:group>"));
        CHECK(items_after(plain_alice + group, Group{"g", "", {}}) ==
              plain_alice +
                  "<a:group id='g'><a:contacts><!-- c --> <a:contact_id>nobody"
                  "</a:contact_id></a:contacts></a:group>");
        // A member that no contact has is not written.
        CHECK(items_after(plain_alice + "<a:group id='g'/>", Group{"g", "", {"c1", "c9", "c1"}}) ==
              plain_alice +
                  "<a:group id='g'><a:contacts><a:contact_id>c1</a:contact_id>"
                  "</a:contacts></a:group>");
    }

    TEST_CASE("an import is what is in it, and leaves what it has unchanged") {
        const auto before = with_items(plain_alice +
                                       "<!-- kept --><a:contact id='c2'/>"
                                       "<a:group id='g'><a:contacts><a:contact_id>c2</a:contact_id>"
                                       "</a:contacts></a:group><a:policy-element id='p' uri='u'/>");
        const Addressbook import{{{"c3", "New"}, alice()}, {{"g", "", {"c2", "c3"}}}, {}};
        const auto after = changed(before, [&](const auto& book) { return book.with_all(import); });
        CHECK(after.find(plain_alice + "<!-- kept --><a:group id='g'>") != after.npos);
        CHECK(read(after) == Addressbook{{alice(), {"c3", "New"}}, {{"g", "", {"c3"}}}, {}});
        CHECK(changed(after, [](const auto& book) { return book.with_all({}); }) ==
              with_items("<!-- kept -->"));
    }
}
