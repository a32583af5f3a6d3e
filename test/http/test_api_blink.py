"""What Blink stored survives the JSON API: random changes through HTTP, held against a model."""

import os
import random
import unittest
from pathlib import Path

from harness import Service
from harness.api import Api

LIST = "/xcap-root/resource-lists/users/sip:alice@example.com/index"
BLINK = Path(__file__).resolve().parents[1] / "usages/resource-lists/blink.xml"
CONTACTS, GROUPS = "/addressbook/contacts", "/addressbook/groups"
POLICIES = "/addressbook/policies"
CHANGES = 1000
WORDS = ("Ärger & <Söhne>", "a\"b'c", "]]>", "", " two  spaces ", "日本")


def setUpModule():
    global service
    service = Service()


def tearDownModule():
    service.stop()


class Blink(unittest.TestCase):
    def setUp(self):
        self.seed = int(os.environ.get("XCAPD_TEST_SEED", random.randrange(2**32)))
        self.random = random.Random(self.seed)
        self.client = service.client("alice")
        # Its references must be to the user's own lists below a root of this service.
        self.text = BLINK.read_text().replace("bill@example.com", "alice@example.com").replace(
            "http://xcap.example.org", service.roots[0])
        answer = self.client("PUT", LIST, self.text.encode())
        self.assertIn(answer.status, (200, 201), answer.text)
        self.api = Api(self.client)

    def handling(self):
        return {"policy": self.random.choice(("allow", "block", "default")),
                "subscribe": self.random.random() < 0.5}

    def body(self, kind):
        body = {"name": self.random.choice(WORDS), "attributes": {
            f"k{self.random.randrange(4)}": self.random.choice(WORDS)}}
        if kind != GROUPS:
            body.update(presence=self.handling(), dialog=self.handling())
        if kind == CONTACTS:
            body["uris"] = [{"uri": f"sip:u{n}@x.example", "type": "SIP"}
                            for n in self.random.sample(range(30), self.random.randrange(4))]
        elif kind == POLICIES:
            body["uri"] = f"sip:p{self.random.randrange(30)}@x.example"
        else:
            contacts = self.api.value("GET", CONTACTS)
            some = self.random.sample(contacts, self.random.randrange(len(contacts) + 1))
            body["contacts"] = [{"id": c["id"]} for c in some]
        return body

    def change(self, model):
        kind = self.random.choice((CONTACTS, CONTACTS, GROUPS, POLICIES))
        known = model[kind]
        verb = self.random.choice(("POST", "PUT", "PATCH", "DELETE")) if known else "POST"
        if verb == "POST":
            value = self.api.value("POST", kind, self.body(kind))
            known[value["id"]] = value
            return
        id_ = self.random.choice(sorted(known))
        if verb == "DELETE":
            self.assertEqual(self.api("DELETE", f"{kind}/{id_}").status, 204)
            del known[id_]
        else:
            known[id_] = self.api.value(verb, f"{kind}/{id_}", self.body(kind))
        if kind == CONTACTS:  # groups show their contacts as they are
            for group in model[GROUPS].values():
                group["contacts"] = [known[c["id"]] for c in group["contacts"] if c["id"] in known]

    def book(self):
        book = self.api.value("GET", "/addressbook")
        return {kind: {value["id"]: value for value in book[kind.rsplit("/", 1)[1]]}
                for kind in (CONTACTS, GROUPS, POLICIES)}

    def test_random_changes_are_what_is_read_and_nothing_foreign_is_lost(self):
        model = self.book()
        self.assertTrue(model[CONTACTS] and model[GROUPS])
        lines = self.text.splitlines()
        phone = [n for n, line in enumerate(lines) if "friends of a phone" in line][0]
        foreign = [lines[1], *lines[phone:phone + 5], *(line for line in lines if "external" in line)]
        for number in range(CHANGES):
            with self.subTest(seed=self.seed, change=number):
                self.change(model)
                self.assertEqual(self.book(), model)
        document = self.client("GET", LIST)
        for line in foreign:
            self.assertIn(line.strip(), document.text)
        # A client that writes what it read is not refused.
        self.assertEqual(self.client("PUT", LIST, document.body).status, 200)
