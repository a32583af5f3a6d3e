"""Addressbooks that are too large for a document are refused at once, and only those."""

import json
import unittest

from harness import Service
from harness.api import Api, detail_of
from harness.processes import cpu_seconds, peak_kib, reset_peak, resident_kib
from harness.service import OUT

LIST = "/xcap-root/resource-lists/users/sip:alice@example.com/index"
CONTACTS = "/addressbook/contacts"
MOST = 20000
IS_SANITIZED = OUT.name == "san"
MOST_CPU = 40 if IS_SANITIZED else 2  # seconds; meant to be 0.1, as in test_hostile.py
MOST_MEMORY = 64 * 1024  # KiB
TERSE = {"policy": "allow", "subscribe": True}


def book(**lists):
    return {"contacts": [], "groups": [], "policies": [], **lists}


def text_of(value):
    return json.dumps(value, separators=(",", ":")).encode()


def contacts(count, **more):
    return [{"id": f"c{n}", "name": "", "uris": [], **more} for n in range(count)]


class TooLarge(unittest.TestCase):
    def setUp(self):
        self.service = Service({"Process": {"workers": "1"}})
        self.addCleanup(self.service.stop)
        self.api = Api(self.service.client("alice"))
        self.assertEqual(self.api("PUT", "/addressbook", book()).status, 200)

    def test_what_is_many_times_as_long_in_xml_costs_no_more_than_to_read_it(self):
        members = [{"id": f"c{n}"} for n in range(300)]
        uris = [{"uri": f"x{n}"} for n in range(1000)]
        deep, = contacts(1, uris=[{"uri": f"x{n}", "attributes": {str(k): 1 for k in range(1000)}}
                                  for n in range(220)])
        self.assertEqual(self.api("POST", CONTACTS, {"id": "x", "name": "", "uris": []}).status, 200)
        for name, status, body, *other in (
                ("40,000 contacts", 409, book(contacts=contacts(40_000))),
                ("500 groups of 300", 409, book(contacts=contacts(300), groups=[
                    {"id": f"g{n}", "name": "", "contacts": members} for n in range(500)])),
                ("45,000 groups", 409, book(groups=[
                    {"id": f"g{n}", "name": ""} for n in range(45_000)])),
                ("52,000 policies", 409, book(policies=[
                    {"id": f"p{n}", "name": "", "uri": "x"} for n in range(52_000)])),
                ("130,000 URIs", 409, book(contacts=contacts(130, uris=uris))),
                ("220,000 attributes", 409, book(contacts=contacts(220, attributes={
                    str(n): 1 for n in range(1000)}))),
                ("220,000 attributes of URIs", 409, book(contacts=[deep])),
                ("one such contact", 409, deep, "POST", CONTACTS),
                ("a change to one", 409, deep, "PUT", CONTACTS + "/x"),
                ("a patch to one", 409, deep, "PATCH", CONTACTS + "/x"),
                ("290,000 objects that nobody asked for", 200, book(x=[{"": 1}] * 290_000))):
            with self.subTest(name):
                text = text_of(body)
                self.service.reload()  # none keeps the memory of the one before
                self.api("GET", "/addressbook")
                pids = self.service.workers()
                before, resident = cpu_seconds(pids), resident_kib(pids[0])
                reset_peak(pids[0])
                method, path = other or ("PUT", "/addressbook")
                answer = self.api(method, path, text)
                cpu, growth = cpu_seconds(pids) - before, peak_kib(pids[0]) - resident
                print(f"{name:40} {answer.status} {1e3 * cpu:8.1f} ms {growth:7} KiB", flush=True)
                self.assertEqual(answer.status, status, answer.text[:200])
                if status == 409:
                    self.assertEqual(detail_of(answer),
                                     "The document would have more than 2097152 bytes.")
                self.assertLess(cpu, MOST_CPU)
                if not IS_SANITIZED:
                    self.assertLess(growth, MOST_MEMORY)
                self.assertEqual(self.service.workers(), pids)

    def test_a_condition_that_fails_is_told_first(self):
        answer = self.api("PUT", "/addressbook", book(contacts=contacts(40_000)), if_match='"x"')
        self.assertEqual(answer.status, 412)


class JustFits(unittest.TestCase):
    """The shortest elements that can be: names without a prefix."""
    EMPTY = (b'<rl:resource-lists xmlns:rl="urn:ietf:params:xml:ns:resource-lists" '
             b'xmlns="urn:ag-projects:xml:ns:addressbook"><rl:list name="sipsimple_addressbook"/>'
             b'</rl:resource-lists>')

    def test_what_fits_into_max_document_size_is_taken(self):
        service = Service({"Limits": {"max_document_size": MOST}})
        self.addCleanup(service.stop)
        client = service.client("alice")
        api = Api(client)
        short = {"dialog": TERSE, "presence": TERSE}
        for name, made in (
                ("contacts", lambda n: book(contacts=contacts(n, **short))),
                ("groups", lambda n: book(groups=[{"id": f"g{i}", "name": ""} for i in range(n)])),
                ("members", lambda n: book(contacts=contacts(10, **short), groups=[
                    {"id": f"g{i}", "name": "", "contacts": [{"id": f"c{k}"} for k in range(10)]}
                    for i in range(n)])),
                ("policies", lambda n: book(policies=[
                    {"id": f"p{i}", "name": "", "uri": "x", **short} for i in range(n)])),
                ("URIs", lambda n: book(contacts=contacts(1, uris=[
                    {"uri": f"x{i}"} for i in range(n)]))),
                ("attributes", lambda n: book(contacts=contacts(1, attributes={
                    f"a{i}": None for i in range(n)})))):
            with self.subTest(name):
                def size(n):
                    """Of the document; nothing: refused."""
                    self.assertIn(client("PUT", LIST, self.EMPTY).status, (200, 201))
                    answer = api("PUT", "/addressbook", text_of(made(n)))
                    self.assertIn(answer.status, (200, 409, 413), answer.text)
                    if answer.status == 409:
                        self.assertIn(f"more than {MOST} bytes", detail_of(answer))
                    return len(client("GET", LIST).body) if answer.status == 200 else None
                low, high = 2, 950  # taken, refused
                self.assertIsNone(size(high))
                while high - low > 1:
                    middle = (low + high) // 2
                    low, high = (middle, high) if size(middle) else (low, middle)
                last = size(low)
                self.assertGreater(last + last - size(low - 1) + 1, MOST)

    def test_an_addressbook_that_is_there_in_fewer_bytes_can_be_written_again(self):
        service = Service({"Limits": {"max_document_size": MOST}})
        self.addCleanup(service.stop)
        client = service.client("alice")
        terse = b"".join(b'<contact id="c%d"/>' % n for n in range(500))
        stored = self.EMPTY.replace(b'addressbook"/>', b'addressbook">' + terse + b"</rl:list>")
        self.assertEqual(client("PUT", LIST, stored).status, 201)
        api = Api(client)
        value = api.value("GET", "/addressbook")
        self.assertEqual(len(value["contacts"]), 500)
        same = [{"id": c["id"], "name": c["name"], "uris": []} for c in value["contacts"]]
        self.assertEqual(api("PUT", "/addressbook", text_of(book(contacts=same))).status, 200)
        self.assertEqual(client("GET", LIST).body, stored)


if __name__ == "__main__":
    unittest.main()
