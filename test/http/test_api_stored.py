"""The JSON API over what phones stored: more than it lets a client write, and never less after it."""

import json
import unittest

from harness import Service
from harness.api import Api

INDEX = "/xcap-root/resource-lists/users/sip:alice@example.com/index"
A = "urn:ag-projects:xml:ns:addressbook"
CONTACT, GROUP = "/addressbook/contacts/k", "/addressbook/groups/g"


def setUpModule():
    global service
    service = Service()


def tearDownModule():
    service.stop()


def document(content, indentation="\n  "):
    return (f'<rl:resource-lists xmlns:rl="urn:ietf:params:xml:ns:resource-lists" xmlns:a="{A}">'
            f'<rl:list name="sipsimple_addressbook">{indentation}{content}</rl:list>'
            "</rl:resource-lists>").encode()


def contact(uris, name="n", more=""):
    return (f'<a:contact id="k"><a:name>{name}</a:name>{uris}<a:dialog><a:policy>default</a:policy>'
            "<a:subscribe>false</a:subscribe></a:dialog><a:presence><a:policy>default</a:policy>"
            f"<a:subscribe>false</a:subscribe></a:presence>{more}</a:contact>")


TWINS = ('<a:uris default="j"><a:uri id="i" uri="sip:a@x.example" type="Work"/>'
         '<a:uri id="j" uri="sip:a@x.example" type="Mobile"/></a:uris>')


class Stored(unittest.TestCase):
    def setUp(self):
        self.client = service.client("alice")
        self.api = Api(self.client)
        self.addCleanup(self.client, "DELETE", INDEX)

    def put(self, bytes_):
        answer = self.client("PUT", INDEX, bytes_)
        self.assertIn(answer.status, (200, 201), answer.text)

    def stored(self):
        return self.client("GET", INDEX).body

    def test_a_patch_leaves_two_uris_that_are_alike(self):
        self.put(document(contact(TWINS)))
        self.assertEqual(self.api("PATCH", CONTACT, {"name": "y"}).status, 200)
        self.assertEqual(self.stored(), document(contact(TWINS, name="y")))

    def test_an_import_of_what_was_exported_changes_nothing(self):
        odd = contact('<a:uris><a:uri id="{i/1}" uri="+49 30 1234"/></a:uris>', name="n" * 2000)
        for bytes_ in (document(contact(TWINS)), document(odd),
                       document(odd.replace('id="k"', 'id="a b/c"'))):
            self.put(bytes_)
            book = self.api("GET", "/addressbook").body
            done = self.api("PUT", "/addressbook", book)
            self.assertEqual(done.status, 200, done.text)
            self.assertEqual(self.stored(), bytes_)

    def test_a_patch_judges_what_it_names(self):
        odd = '<a:uris><a:uri id="{i/1}" uri="+49 30 1234"/><a:uri id="e" uri=""/></a:uris>'
        self.put(document(contact(odd)))
        self.assertEqual(self.api("PATCH", CONTACT, {"name": "y"}).status, 200)
        self.assertEqual(self.stored(), document(contact(odd, name="y")))
        self.assertEqual(self.api("PATCH", CONTACT, {"uris": [{"uri": "a b"}]}).status, 422)

    def test_null_removes_the_members_of_a_group(self):
        self.put(document(contact("<a:uris/>") + '<a:group id="g"><a:name>G</a:name><a:contacts>'
                          "<a:contact_id>k</a:contact_id></a:contacts></a:group>"))
        self.assertEqual(len(json.loads(self.api("PATCH", GROUP, {"name": "H"}).body)["contacts"]), 1)
        self.assertEqual(json.loads(self.api("PATCH", GROUP, {"contacts": None}).body)["contacts"], [])

    def test_numbers_are_kept_as_they_are_written(self):
        self.put(document(contact("<a:uris/>")))
        body = (b'{"attributes": {"a": 1.10, "b": 1e2, "c": 12345678901234567890123, "d": 7, '
                b'"e": 1e-400}}')
        done = self.api("PATCH", CONTACT, body)
        self.assertEqual(json.loads(done.body)["attributes"],
                         {"a": "1.10", "b": "1e2", "c": "12345678901234567890123", "d": "7",
                          "e": "1e-400"})

    def test_long_indentation_is_not_repeated(self):
        """Two thousand times half a megabyte would be a gigabyte."""
        self.put(document(contact("<a:uris/>"), indentation="\n" + " " * 500_000))
        many = {"contacts": [{"id": f"c{i}", "name": "n", "uris": []} for i in range(2000)],
                "groups": [], "policies": []}
        done = self.api("PUT", "/addressbook", many)
        self.assertEqual(done.status, 200, done.text)
        self.assertLess(len(self.stored()), 1_000_000)

    def test_groups_that_repeat_long_contacts_are_no_answer_without_end(self):
        members = "".join(
            f'<a:group id="g{i}"><a:name>G</a:name><a:contacts><a:contact_id>k</a:contact_id>'
            "</a:contacts></a:group>" for i in range(1000))
        self.put(document(contact("<a:uris/>", name="n" * 400_000) + members))
        for method, path in (("GET", "/addressbook/groups"), ("HEAD", "/addressbook/groups"),
                             ("GET", "/addressbook")):
            answer = self.api(method, path)
            self.assertEqual(answer.status, 409, (method, path))
            self.assertLess(len(answer.body), 1000)
        self.assertEqual(self.api("GET", "/addressbook/groups/g7").status, 200)

    def test_an_id_is_no_dot_segment(self):
        """RFC 3986 5.2.4: a client would ask for another resource."""
        for name in (".", ".."):
            self.assertEqual(self.api("POST", "/addressbook/contacts",
                                      {"id": name, "name": "n", "uris": []}).status, 422)
        done = self.api("POST", "/addressbook/contacts/", {"id": "...", "name": "n", "uris": []})
        self.assertEqual(done.status, 200)
        self.assertEqual(done.headers["content-location"],
                         "/api/v1/users/alice@example.com/addressbook/contacts/...")


if __name__ == "__main__":
    unittest.main()
