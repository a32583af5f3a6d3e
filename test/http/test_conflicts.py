"""The 409s of RFC 4825 11: each has its element, a phrase, and leaves the store alone."""

import os
import re
import subprocess
import tempfile
import unittest
import xml.dom.minidom
from urllib.parse import unquote
from xml.etree import ElementTree

from harness import LIST, RL_NS, Service, list_of
from harness.service import TREE

INDEX = "/xcap-root/resource-lists/users/sip:alice@example.com/index"
APP = "/xcap-root/test-app/users/sip:alice@example.com/app"
ERROR_NS = "{urn:ietf:params:xml:ns:xcap-error}"


def setUpModule():
    global service, alice
    service = Service({"Server": {"allow_external_references": "Yes"}})
    alice = service.client("alice")


def tearDownModule():
    service.stop()


def in_file(content):
    file = tempfile.NamedTemporaryFile(suffix=".xml", delete=False)
    file.write(content)
    file.close()
    return file.name


class ConflictTest(unittest.TestCase):
    client = None

    def conflict(self, body, condition, target=INDEX, client=None):
        """PUTs `body`, expects this 409 and an untouched document; returns the error element."""
        client = client or alice
        before = client("GET", target)
        answer = client("PUT", target, body)
        self.assertEqual(answer.status, 409, (body[:80], answer.text))
        self.assertEqual(answer.headers["content-type"], "application/xcap-error+xml")
        schema = TREE / "common/usages/schemas/xcap-error.xsd"
        name = in_file(answer.body)
        checked = subprocess.run(["xmllint", "--noout", "--schema", schema, name],
                                 capture_output=True, text=True)
        os.unlink(name)
        self.assertEqual(checked.returncode, 0, checked.stderr)
        error = ElementTree.fromstring(answer.body)[0]
        self.assertEqual(error.tag, ERROR_NS + condition, answer.text)
        self.assertGreater(len(error.get("phrase")), 10)
        after = client("GET", target)
        self.assertEqual((after.status, after.body, after.etag),
                         (before.status, before.body, before.etag))
        return error


class Bodies(ConflictTest):
    @classmethod
    def setUpClass(cls):
        alice("PUT", INDEX, LIST)

    def test_not_well_formed(self):
        """RFC 4825 8.2.2; DOCTYPE and XML 1.1 count as such."""
        for body in (b"", b"xxx", b"<not-well-formed", b"<a><b></a>", b"<a/><b/>", b"<p:a/>",
                     b"<a>&undeclared;</a>", b"<!DOCTYPE a><a/>", b"<?xml version='1.1'?><a/>",
                     b"<a>\x00</a>", b"<a b='1' b='2'/>", b"<a b='<'/>", b"<a/>trailing"):
            self.conflict(body, "not-well-formed")

    def test_not_utf_8(self):
        for body in (b"<a>\xe9</a>", "<a/>".encode("utf-16"), b"<a>\xc0\xaf</a>",
                     b"<?xml version='1.0' encoding='ISO-8859-1'?><a/>",
                     b"<?xml version='1.0' encoding='US-ASCII'?><a/>", b"<a>\xed\xa0\x80</a>"):
            self.conflict(body, "not-utf-8")

    def test_schema_validation_error(self):
        """RFC 4826 3.2."""
        for body in (b"<resource-lists/>", b"<resource-lists xmlns='urn:other'/>",
                     list_of("<entry/>"), list_of("text"), list_of('<entry uri="a" other="b"/>'),
                     list_of("<unknown/>"), list_of('<entry-ref uri="a"/>')):
            self.conflict(body, "schema-validation-error")

    def test_any_well_formed_document_is_one_of_the_test_application(self):
        self.assertEqual(alice("PUT", APP, b"<anything/>").status, 201)
        self.conflict(b"<anything", "not-well-formed", APP)


class Uniqueness(ConflictTest):
    def test_each_field_names_the_duplicate_value(self):
        """RFC 4826 3.4.5; RFC 4825 11.1: a percent-encoded node selector into the document."""
        uri = "http://example.com/x"
        for members, value in (
                ('<list name="a"/><list name="a"/>', "a"),
                ('<entry uri="sip:b"/><list/><entry uri="sip:b"/>', "sip:b"),
                ('<entry-ref ref="a/b"/><entry-ref ref="a/b"/>', "a/b"),
                (f'<external anchor="{uri}"/><external anchor="{uri}"/>', uri),
                ('<list><list><entry uri="c"/><entry uri="c"/></list></list>', "c")):
            body = list_of(members)
            error = self.conflict(body, "uniqueness-failure")
            field = error[0].get("field")
            self.assertRegex(field, r"^[!$&'()*+,;=:@%/0-9A-Za-z._~-]+$")  # a valid URI
            name = in_file(body)
            found = subprocess.run(["xmllint", "--xpath", f"string(/{unquote(field)})", name],
                                   capture_output=True, text=True)
            os.unlink(name)
            self.assertEqual(found.stdout.strip(), value, field)

    def test_what_differs_in_case_parent_or_kind_is_unique(self):
        for members in ('<list name="a"/><list name="A"/>', '<list><list name="a"/></list>'
                        '<list name="a"/>', "<list/><list/>", '<list name="a"/><entry uri="a"/>'):
            self.assertIn(alice("PUT", INDEX, list_of(members)).status, (200, 201), members)


class Constraints(ConflictTest):
    def test_references_must_be_of_their_form(self):
        """RFC 4826 3.4.5."""
        for members in ('<entry-ref ref="/absolute"/>', '<entry-ref ref="http://a/b"/>',
                        '<external anchor="relative"/>', '<external anchor="ftp://a/b"/>',
                        '<external anchor=""/>'):
            self.conflict(list_of(members), "constraint-failure")

    def test_references_to_elsewhere_need_allow_external_references(self):
        strict = Service()
        try:
            client = strict.client("alice")
            root = strict.roots[0] + "/resource-lists/users/"
            own, other = root + "sip:alice@example.com/index", root + "sip:bob@example.com/index"
            ref = "resource-lists/users/sip:{}@example.com/index/~~/resource-lists/list/entry"
            self.assertEqual(client("PUT", INDEX, list_of(f'<external anchor="{own}"/>')).status, 201)
            self.assertEqual(
                client("PUT", INDEX, list_of(f'<entry-ref ref="{ref.format("alice")}"/>')).status, 200)
            for members in (f'<external anchor="{other}"/>',
                            '<external anchor="http://elsewhere.example.com/xcap-root/x"/>',
                            f'<entry-ref ref="{ref.format("bob")}"/>'):
                self.conflict(list_of(members), "constraint-failure", client=client)
            self.assertIn(alice("PUT", INDEX, list_of(f'<external anchor="{other}"/>')).status,
                          (200, 201))
        finally:
            strict.stop()

    def test_without_document_validation_well_formed_is_enough(self):
        lenient = Service({"Server": {"document_validation": "No"}})
        try:
            client = lenient.client("alice")
            self.assertEqual(client("PUT", INDEX, list_of("<entry/><entry/>")).status, 201)
            self.conflict(b"<a", "not-well-formed", client=client)
            # RFC 4825 12: a namespace is supported where documents are validated by its schema.
            caps = client("GET", "/xcap-root/xcap-caps/global/index").text
            self.assertIn("<auid>resource-lists</auid>", caps)
            self.assertNotIn("<namespace>urn:ietf:params:xml:ns:resource-lists</namespace>", caps)
        finally:
            lenient.stop()


class Phrases(ConflictTest):
    def test_a_phrase_says_where_and_survives_any_character(self):
        error = self.conflict(list_of("<a&b>"), "not-well-formed")
        self.assertTrue(re.match(r"line \d+", error.get("phrase")), error.get("phrase"))
        self.conflict(list_of('<entry uri="&quot;&lt;&amp;"/><entry uri="&quot;&lt;&amp;"/>'),
                      "uniqueness-failure")


class Phrases(unittest.TestCase):
    """A phrase may quote what the client sent; the report stays XML in UTF-8, and bounded."""

    @classmethod
    def setUpClass(cls):
        cls.service = Service()  # where references to elsewhere are judged
        cls.alice = cls.service.client("alice")

    @classmethod
    def tearDownClass(cls):
        cls.service.stop()

    def assert_readable(self, body):
        answer = self.alice("PUT", INDEX, body)
        self.assertEqual(answer.status, 409)
        self.assertLess(len(answer.body), 4000)
        xml.dom.minidom.parseString(answer.body.decode("utf-8"))

    def test_a_long_name_is_cut_between_characters(self):
        for count in (30, 97, 98, 99, 22000):
            self.assert_readable(("<a" + "é" * count + "></b" + "é" * count + ">").encode())
            self.assert_readable(list_of(f'<entry uri="a%{"é" * count}"/>'))

    def test_a_character_that_xml_has_not_is_replaced(self):
        self.assert_readable(list_of('<entry-ref ref="%EF%BF%BE/foo/x"/>'))

    def test_a_reference_may_begin_with_a_dot(self):
        """RFC 3986 4.2, 5.2.4."""
        ref = ("./resource-lists/users/sip:alice@example.com/index/~~/resource-lists/list/"
               "entry%5B1%5D")
        self.assertIn(self.alice("PUT", INDEX, list_of(f'<entry-ref ref="{ref}"/>')).status, (200, 201))

    def test_the_prefix_xml_may_be_declared(self):
        """Namespaces in XML 3."""
        body = LIST.replace(b"<list ", b'<list xmlns:xml="http://www.w3.org/XML/1998/namespace" '
                                       b'xml:lang="de" ')
        self.assertIn(self.alice("PUT", INDEX, body).status, (200, 201))
        self.assertEqual(self.alice("GET", INDEX).body, body)


if __name__ == "__main__":
    unittest.main()
