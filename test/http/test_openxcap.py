"""What OpenXCAP's own test suite asks of a server, and the words it looks for (FACTS 4.6)."""

import unittest

from harness import RL_NS, Service

ROOT = "/xcap-root/"
ALICE = "sip:alice@example.com"
INDEX = f"{ROOT}resource-lists/users/{ALICE}/index.xml"
APP = f"{ROOT}test-app/users/{ALICE}/index"
ELEMENT = {"content_type": "application/xcap-el+xml"}
ATTRIBUTE = {"content_type": "application/xcap-att+xml"}
DOCUMENT = f"""<?xml version="1.0" encoding="UTF-8"?>
   <resource-lists xmlns="{RL_NS}">
    <list name="friends">
     <external anchor="http://www.example.org/xcap-root/resource-lists/users/sip:a@example.org/index/~~/resource-lists/list%5b@name=%22mkting%22%5d">
        <display-name>Marketing</display-name>
     </external>
     <entry uri="sip:joe@example.com"/>
     <entry-ref ref="resource-lists/users/sip:bill@example.com/index/~~/resource-lists/list%5b@name=%22list1%22%5d/entry%5b@uri=%22sip:petri@example.com%22%5d"/>
    </list>
   </resource-lists>"""


def setUpModule():
    global service, alice
    service = Service({"Server": {"compatibility": "openxcap", "allow_external_references": "Yes"}})
    alice = service.client("alice")


def tearDownModule():
    service.stop()


def node(selector):
    """Its client escapes nothing."""
    return f"{INDEX}/~~{selector}"


class OpenXcapSuite(unittest.TestCase):
    def setUp(self):
        self.assertIn(alice("PUT", INDEX, DOCUMENT.encode(),
                            content_type="application/x-www-form-urlencoded").status, (200, 201))

    def expect(self, answer, status, *words):
        self.assertEqual(answer.status, status, answer.text)
        for word in words:
            self.assertIn(word, answer.text)

    def test_bad_requests(self):
        self.expect(alice("GET", node('/resource-lists/list[@name="friends"]/external[]/@anchor')), 400)
        self.expect(alice("GET", INDEX + "~~"), 400, "to parse node")

    def test_what_is_not_found_is_named(self):
        for target, word in ((ROOT[:-1], "XCAP Root"), (ROOT + "xxx", "context"),
                             (ROOT + "resource-lists/user/a@b/index.xml", "context"),
                             (ROOT + "resource-lists/users", "user id"),
                             (ROOT + "resource-lists/users/a@b", "not contain "),
                             (ROOT + "resource-lists/users/a@b/", "not contain ")):
            self.expect(alice("GET", target), 404, word)

    def test_methods(self):
        self.assertEqual(alice("POST", ROOT, b"x").status, 405)
        self.assertIn(alice("XXX", INDEX).status, (400, 405))

    def test_documents_that_are_none(self):
        self.expect(alice("PUT", INDEX, b"xxx"), 409, "<not-well-formed")
        self.expect(alice("PUT", INDEX, b"<not-well-formed"), 409, "<not-well-formed")

    def test_fragments_that_are_none_in_the_words_of_expat(self):
        target = node('/resource-lists/list[@name="friends"]/entry[@uri="sip:a@b"]')
        for body, words in ((b'<entry uri="sip:a@b"></entri>', "mismatched tag"),
                            (b'<entry uri="sip:a@b"><', "not well-formed (invalid token)"),
                            (b'<entry uri="sip:a@b"/><entry/>', "junk after document element")):
            self.expect(alice("PUT", target, body, **ELEMENT), 409, "<not-xml-frag", words)

    def test_an_element_without_a_type_is_415(self):
        target = node('/resource-lists/list[@name="friends"]/entry[@uri="sip:a@b"]')
        self.expect(alice("PUT", target, b'<entry uri="sip:a@b"/>', content_type=""), 415)

    def test_the_selector_may_follow_the_separator_at_once(self):
        alice("PUT", APP, b'<root xmlns="test-app"><el1 att="first"/></root>')
        target = APP + '/~~root/el1[@att="third"]'
        self.expect(alice("PUT", target, b'<el1 att="third"/>', **ELEMENT), 201)
        self.assertEqual(alice("GET", APP).body,
                         b'<root xmlns="test-app"><el1 att="first"/><el1 att="third"/></root>')
        for selector in ('root/el1[4][@att="x"]', 'root/*[0][@att="x"]'):
            self.expect(alice("PUT", APP + "/~~" + selector, b'<el1 att="x"/>', **ELEMENT), 409,
                        "<cannot-insert")

    def test_positions_in_the_middle_cannot_be_deleted(self):
        entries = "".join(f'<entry uri="sip:{i}"/>' for i in range(4))
        alice("PUT", INDEX, f'<resource-lists xmlns="{RL_NS}"><list>{entries}</list></resource-lists>'
              .encode())
        for selector, status in (("entry[2]", 409), ("*[3]", 409), ("*[4]", 200), ("entry[3]", 200)):
            answer = alice("DELETE", node("/resource-lists/list/" + selector))
            self.assertEqual(answer.status, status, selector)
            self.assertEqual("etag" in answer.headers, status == 200)

    def test_an_attribute_that_its_own_selector_names_is_replaced(self):
        target = node('/resource-lists/list[@name="friends"]/@name')
        self.expect(alice("PUT", target, b"coworkers", **ATTRIBUTE), 200)
        self.assertIn(b'<list name="coworkers">', alice("GET", INDEX).body)

    def test_white_space_around_a_document_is_dropped(self):
        self.assertEqual(alice("PUT", INDEX, b"\n  " + DOCUMENT.encode() + b" \n").status, 200)
        self.assertEqual(alice("GET", INDEX).body, DOCUMENT.encode())

    def test_the_field_of_a_uniqueness_failure_is_xpath(self):
        body = DOCUMENT.replace("</resource-lists>", '<list name="friends"/></resource-lists>')
        self.expect(alice("PUT", INDEX, body.encode()), 409, 'field="/*/*[2]/@name"')

    def test_conditions_with_and_without_quotes(self):
        etag = alice("GET", INDEX).etag
        self.assertEqual(alice("GET", INDEX, if_match="another").status, 412)
        self.assertEqual(alice("GET", INDEX, if_none_match="*").status, 304)
        self.assertEqual(alice("PUT", INDEX, DOCUMENT.encode(), if_none_match="*").status, 412)
        self.assertEqual(alice("PUT", INDEX, DOCUMENT.encode(), if_match=etag.strip('"')).status, 200)
        self.assertEqual(alice("PUT", INDEX, DOCUMENT.encode(), if_match=etag).status, 412)

    def test_bindings_have_their_type_and_every_get_a_tag(self):
        answer = alice("GET", node("/resource-lists/namespace::*"))
        self.assertEqual(answer.headers["content-type"], "application/xcap-ns+xml")
        for selector in ("/resource-lists/list/@name", "/resource-lists/list"):
            self.assertIsNotNone(alice("GET", node(selector)).etag)

    def test_phones_and_their_spellings(self):
        """FACTS 5: trailing slash, encoded user, encoded question mark."""
        for target in (INDEX + "/", INDEX + "/~~/resource-lists/list/",
                       INDEX.replace(ALICE, "sip%3Aalice%40example.com"),
                       INDEX + f"/~~/rl:resource-lists%3Fxmlns(rl=%22{RL_NS}%22)"):
            self.assertEqual(alice("GET", target).status, 200, target)


if __name__ == "__main__":
    unittest.main()
