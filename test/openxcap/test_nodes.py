"""Elements, attributes, bindings and selectors."""

import unittest

from suite import RL, Case, start

LISTS = f"""<?xml version="1.0" encoding="UTF-8"?>
<resource-lists xmlns="{RL}">
 <list name="friends">
  <entry uri="sip:joe@example.com"/>
  <entry uri="sip:nancy@example.com"/>
  <external anchor="http://www.example.org/xcap-root/a"/>
 </list>
</resource-lists>"""
FRIENDS = '/resource-lists/list[@name="friends"]'
NANCY = FRIENDS + '/entry[@uri="sip:nancy@example.com"]'
ELEMENTS = ('<?xml version="1.0"?>\n<root xmlns="test-app">\n'
            '  <el1 att="first"/>\n  <el1 att="second"/>\n  <el2 att="first"/>\n</root>')


def setUpModule():
    start(globals())


def tearDownModule():
    demo.stop()


class Lists(Case):
    def setUp(self):
        self.put_new("resource-lists", LISTS)

    def get(self, node):
        return self.client.get("resource-lists", node)

    def put(self, node, body, **headers):
        return self.client.put("resource-lists", body, node, **headers)

    def delete(self, node):
        return self.client.delete("resource-lists", node)


class test_element_ElementTest(Lists):
    def test_get(self):
        answer = self.expect(self.get(NANCY), 200)
        self.assertEqual(answer.body, b'<entry uri="sip:nancy@example.com"/>')
        self.assertEqual(answer.headers["Content-Type"], "application/xcap-el+xml")
        self.assertIsNotNone(answer.etag)
        whole = LISTS[LISTS.index("<list "):LISTS.index("\n</resource")]
        self.assertEqual(self.get("/resource-lists/list").body, whole.encode())
        self.expect(self.get(FRIENDS + "/entry"), 404)
        self.expect(self.get(FRIENDS + "/entry[3]"), 404)
        self.assertEqual(self.get(FRIENDS + "/*[2]").body, answer.body)

    def test_delete(self):
        for node, code in (("/entry[1]", 409), ("/*[2]", 409), ("/*[3]", 200), ("/entry[2]", 200),
                           ("/entry", 200), ("/entry", 404)):
            answer = self.expect(self.delete(FRIENDS + node), code)
            self.assertEqual(answer.etag is not None, code == 200)

    def test_put_error(self):
        entry = '<entry uri="sip:a@b"/>'
        target = FRIENDS + '/entry[@uri="sip:a@b"]'
        self.expect(self.put(target, entry, Content_Type=""), 415)
        self.assertIn("<no-parent", self.expect(
            self.put('/resource-lists/list[@name="none"]/entry[@uri="sip:a@b"]', entry), 409))
        self.assertIn("<cannot-insert", self.expect(
            self.put(target, '<entry uri="sip:b@b"/>'), 409))
        self.assertIn("<schema-validation-error", self.expect(
            self.put(FRIENDS + "/other", "<other/>"), 409))
        self.assertIn("<uniqueness-failure", self.expect(
            self.put(FRIENDS + '/entry[2][@uri="sip:joe@example.com"]',
                     '<entry uri="sip:joe@example.com"/>'), 409))


class test_attribute_AttributeTest(Lists):
    def test_get(self):
        answer = self.expect(self.get(FRIENDS + "/@name"), 200)
        self.assertEqual(answer.body, b"friends")
        self.assertEqual(answer.headers["Content-Type"], "application/xcap-att+xml")
        self.expect(self.get(FRIENDS + "/@none"), 404)

    def test_put(self):
        self.expect(self.put(FRIENDS + "/@name", "coworkers"), 200)
        self.assertEqual(self.get("/resource-lists/list/@name").body, b"coworkers")

    def test_delete(self):
        self.expect(self.delete(FRIENDS + "/@name"), 200)
        self.expect(self.get("/resource-lists/list/@name"), 404)
        self.expect(self.delete("/resource-lists/list/@name"), 404)


class test_nsbindings_NSBindingsTest(Lists):
    def test_ns_bindings(self):
        answer = self.expect(self.get(FRIENDS + "/namespace::*"), 200)
        self.assertEqual(answer.headers["Content-Type"], "application/xcap-ns+xml")
        self.assertEqual(answer.body, f'<list xmlns="{RL}"/>'.encode())


class test_fragment_FragmentTest(Lists):
    target = FRIENDS + '/entry[@uri="sip:a@b"]'

    def test_success(self):
        for body in ('<entry uri="sip:a@b"/>', '<entry uri="sip:a@b"></entry>',
                     '<entry  uri="sip:a@b" ><display-name>A</display-name></entry >',
                     '<entry uri=\'sip:a@b\'><!-- c --></entry>'):
            self.expect(self.put(self.target, body), 200, 201)
            self.assertEqual(self.get(self.target).body, body.encode())

    def test_errors(self):
        for body, phrase in (('<entry uri="sip:a@b"></entri>', "mismatched tag"),
                             ('<entry uri="sip:a@b"><', "not well-formed (invalid token)"),
                             ('<entry uri="sip:a@b"/><entry/>', "junk after document element")):
            answer = self.expect(self.put(self.target, body), 409)
            self.assertIn("<not-xml-frag", answer)
            self.assertIn(phrase, answer)


class test_element_put_PutElementTest(Case):
    def setUp(self):
        self.put_new("test-app", ELEMENTS)

    def put_and_back(self, node, body, expected, code=201):
        self.expect(self.client.put("test-app", body, node), code)
        self.assertEqual(self.client.get("test-app").body.decode(), expected)
        self.assertEqual(self.client.get("test-app", node).body.decode(), body)
        self.expect(self.client.delete("test-app", node), 200)
        self.assertEqual(self.client.get("test-app").body.decode(), ELEMENTS)

    def test_creation(self):
        """RFC 4825 8.2.3; the selector follows the separator without a slash."""
        new = '<el1 att="third"/>'
        second = '<el1 att="second"/>'
        for node in ('root/el1[@att="third"]', 'root/el1[3][@att="third"]',
                     'root/*[3][@att="third"]'):
            self.put_and_back(node, new, ELEMENTS.replace(second, second + new))
        self.put_and_back('root/el3', "<el3/>", ELEMENTS.replace("</root>", "<el3/></root>"))
        self.put_and_back('root/el2[1][@att="2"]', '<el2 att="2"/>',
                          ELEMENTS.replace("<el2", '<el2 att="2"/><el2'))
        self.put_and_back('root/*[1][@att="2"]', '<el9 att="2"/>',
                          ELEMENTS.replace('<el1 att="first"/>', '<el9 att="2"/><el1 att="first"/>'))
        for node in ('root/el1[4][@att="third"]', 'root/*[0][@att="third"]'):
            self.assertIn("<cannot-insert", self.expect(self.client.put("test-app", new, node), 409))

    def test_creation_starattr(self):
        """The name comes from the body."""
        for body, after in (('<el1 att="some"/>', '<el1 att="second"/>'),
                            ('<el2 att="some"/>', '<el2 att="first"/>')):
            self.put_and_back('root/*[@att="some"]', body, ELEMENTS.replace(after, after + body))
        body = '<el3 att="some"/>'
        self.put_and_back('root/*[@att="some"]', body, ELEMENTS.replace("</root>", body + "</root>"))

    def test_replacement(self):
        for node, old in (('root/el1[@att="first"]', '<el1 att="first"/>'),
                          ('root/el1[2]', '<el1 att="second"/>'), ("root/*[3]", '<el2 att="first"/>'),
                          ("root/el2", '<el2 att="first"/>')):
            body = old.replace("/>", ">new</" + old[1:4] + ">")
            self.expect(self.client.put("test-app", body, node), 200)
            self.assertEqual(self.client.get("test-app").body.decode(), ELEMENTS.replace(old, body))
            self.expect(self.client.put("test-app", old, node), 200)
        self.assertIn("<cannot-insert", self.expect(
            self.client.put("test-app", "<el3/>", 'root/el1[@att="first"]'), 409))


class test_xpath_XPathTest(Lists):
    """Which selectors are selectors (RFC 4825 6.3)."""


XPATHS = {
    "1_valid": ("/resource-lists", 200),
    "2_invalid": (FRIENDS + "/external[]/@anchor", 400),
    "3_invalid": (FRIENDS + "/external[/@anchor", 400),
    "4_invalid": (FRIENDS + "//entry", 400),
    "5_invalid": (FRIENDS + "/entry[x]", 400),
    "6_invalid": (FRIENDS + '/entry[@uri="sip:joe@example.com"][1]', 400),
    "7_invalid": (FRIENDS + "/entry[@uri=sip:joe@example.com]", 400),
    "8_invalid": (FRIENDS + "/none:entry[1]", 400),
    "9_valid": (FRIENDS + "/entry[1]", 200),
    "10_valid": (FRIENDS + "/*[1]", 200),
    "11_valid": ("/*/*[@name='friends']", 200),
    "12_valid": (FRIENDS + '/entry[1][@uri="sip:joe@example.com"]/@uri', 200),
}
for name, (node, code) in XPATHS.items():
    setattr(test_xpath_XPathTest, "test_xpath" + name,
            lambda self, node=node, code=code: self.expect(self.get(node), code))
del Lists


if __name__ == "__main__":
    unittest.main()
