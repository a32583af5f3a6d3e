#include "api/addressbook_document.h"
#include "unit/api/addressbook_fixture.h"

using namespace xcapd;
using namespace xcapd::api;
using namespace xcapd::test;

TEST_SUITE("api/addressbook_document: namespaces") {
    const std::string lists = "urn:ietf:params:xml:ns:resource-lists";
    const std::string declared_a = " xmlns:addressbook=\"urn:ag-projects:xml:ns:addressbook\"";
    const std::string declared_s =
        " xmlns:sipsimple=\"urn:ag-projects:sipsimple:xml:ns:addressbook\"";

    TEST_CASE("what has no prefix is declared on the new element alone, where it is needed") {
        const Group group{"g", "G", {}, {{"a", "1"}}};
        CHECK(with("<resource-lists xmlns='" + lists + "'/>", group) ==
              "<resource-lists xmlns='" + lists + "'><list" + declared_a + declared_s +
                  " name=\"sipsimple_addressbook\"><addressbook:group id=\"g\"><addressbook:name>G"
                  "</addressbook:name><addressbook:contacts/><sipsimple:attributes>"
                  "<sipsimple:attribute name=\"a\">1</sipsimple:attribute></sipsimple:attributes>"
                  "</addressbook:group></list></resource-lists>");
        CHECK(with("<resource-lists xmlns='" + lists +
                       "'><list name='sipsimple_addressbook'/>"
                       "</resource-lists>",
                   Group{"g", ""}) ==
              "<resource-lists xmlns='" + lists +
                  "'><list name='sipsimple_addressbook'>"
                  "<addressbook:group" +
                  declared_a +
                  " id=\"g\"><addressbook:name/>"
                  "<addressbook:contacts/></addressbook:group></list></resource-lists>");
    }

    TEST_CASE("a default namespace and other prefixes are used where they hold") {
        const std::string before = "<r:resource-lists xmlns:r='" + lists +
                                   "' xmlns:addressbook="
                                   "'urn:other'><r:list name='sipsimple_addressbook'>";
        const std::string after = "</r:list></r:resource-lists>";
        // Another meaning of Blink's prefix is hidden inside the new element only.
        CHECK(with(before + after, Group{"g", ""}) ==
              before + "<addressbook:group" + declared_a +
                  " id=\"g\"><addressbook:name/><addressbook:contacts/></addressbook:group>" +
                  after);
        const std::string group = "<group xmlns='urn:ag-projects:xml:ns:addressbook' id='g'>";
        CHECK(with(before + group + "</group>" + after, Group{"g", "N"}) ==
              before + group + "<name>N</name></group>" + after);
        CHECK(with(before + group +
                       "<name xmlns:q='urn:ag-projects:sipsimple:xml:ns:addressbook'/>"
                       "</group>" +
                       after,
                   Group{"g", "", {}, {{"a", ""}}}) ==
              before + group +
                  "<name xmlns:q='urn:ag-projects:sipsimple:xml:ns:addressbook'/>"
                  "<sipsimple:attributes" +
                  declared_s +
                  "><sipsimple:attribute name=\"a\"/>"
                  "</sipsimple:attributes></group>" +
                  after);
    }
}
