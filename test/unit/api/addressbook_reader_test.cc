#include "api/addressbook_document.h"
#include "unit/api/addressbook_fixture.h"

using namespace xcapd;
using namespace xcapd::api;
using namespace xcapd::test;

TEST_SUITE("api/addressbook_document: reading") {
    TEST_CASE("Blink's document is read by expanded names; what is malformed is passed over") {
        const Contact c1{"c1",
                         "Anna & <Co>",
                         {{"u1", "anna@example.com", "SIP"},
                          {"u2",
                           "sip:anna.home@example.org",
                           "Home",
                           {{"icon", std::nullopt}, {"note", "a < b"}},
                           true}},
                         {},
                         {"allow", true}};
        const Contact c2{"c2",
                         "Bob",
                         {{"u3", "sip:mallory@example.net"}},
                         {},
                         {"block", false},
                         {{"a", "1"}, {"gone", std::nullopt}}};
        const Addressbook expected{{c1, c2, {"c3", ""}},
                                   {{"g1", "Family", {"c1", "c3"}}, {"g2", ""}},
                                   {{"p1", "Dave", "sip:dave@example.net", {}, {"default", true}}}};
        const auto document = parse_valid(blink_document());
        const AddressbookDocument book(document);
        CHECK(book.all() == expected);
        CHECK(book.contacts() == expected.contacts);
        CHECK(book.groups() == expected.groups);
        CHECK(book.policies() == expected.policies);
        CHECK(book.contact("c2") == c2);
        CHECK(book.group("g1") == expected.groups.front());
        CHECK(book.policy("p1") == expected.policies.front());
        CHECK_FALSE(book.contact("g1"));
        CHECK_FALSE(book.group("c1"));
        CHECK_FALSE(book.policy("p2"));
    }

    TEST_CASE("a document without an addressbook has an empty one") {
        CHECK(read("<resource-lists xmlns='urn:ietf:params:xml:ns:resource-lists'/>") ==
              Addressbook{});
        CHECK(read(AddressbookDocument::fresh()) == Addressbook{});
        // A list of that name elsewhere is none.
        CHECK(
            read("<resource-lists xmlns='urn:ietf:params:xml:ns:resource-lists'><list><list "
                 "name='sipsimple_addressbook'><contact xmlns='urn:ag-projects:xml:ns:addressbook'"
                 " id='a'/></list></list></resource-lists>") == Addressbook{});
    }

    TEST_CASE("names of another namespace or none are not the addressbook's") {
        CHECK(read(with_items("<b:contact xmlns:b='urn:b' id='c1'/><s:contact id='c2'/>")) ==
              Addressbook{});
        const auto book = read(with_items(
            "<a:contact id='c1' s:id='x'><b:name xmlns:b='urn:b'>B</b:name><a:name>A</a:name>"
            "<a:attributes><a:attribute name='n'>1</a:attribute></a:attributes></a:contact>"));
        CHECK(book.contacts == std::vector<Contact>{{"c1", "A"}});
    }

    TEST_CASE("of two with one id the first counts, and a deletion takes both") {
        const auto two = with_items(
            "<a:policy-element id='p' uri='sip:a@b'/><a:group id='p'/>"
            "<a:policy-element id='p' uri='sip:c@d'/>");
        CHECK(read(two).policies == std::vector<api::Policy>{{"p", "", "sip:a@b"}});
        CHECK(changed(two, [](const auto& book) { return book.without_policy("p"); }) ==
              with_items("<a:group id='p'/>"));
    }
}
