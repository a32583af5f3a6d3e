"""Writers of the JSON API and phones at the same document: nothing that was acknowledged is lost."""

import threading
import unittest

from harness import RL_NS, Service
from harness.api import Api, contact

LIST = "/xcap-root/resource-lists/users/sip:alice@example.com/index"
CONTACTS, GROUPS = "/addressbook/contacts", "/addressbook/groups"
WRITERS, ROUNDS = 16, 6
ENTRY = {"content_type": "application/xcap-el+xml"}


def setUpModule():
    global service
    service = Service()


def tearDownModule():
    service.stop()


def at_once(*works):
    failures = []

    def guarded(work):
        try:
            work()
        except BaseException as error:  # told by the test's own thread
            failures.append(error)
    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


class Races(unittest.TestCase):
    def setUp(self):
        service.client("alice")("DELETE", LIST)

    def test_contacts_of_the_api_and_entries_of_a_phone(self):
        list_of_entries = LIST + '/~~/resource-lists/list[@name="phone"]'
        added, deleted, entries, lock = set(), set(), set(), threading.Lock()
        body = f'<resource-lists xmlns="{RL_NS}"><list name="phone"></list></resource-lists>'
        self.assertEqual(service.client("alice")("PUT", LIST, body.encode()).status, 201)

        def through_the_api(number):
            api = Api(service.client("alice"))
            for round_ in range(ROUNDS):
                name = f"c{number}-{round_}"
                answer = api("POST", CONTACTS, contact(name, f"sip:{name}@x.example", id=name))
                assert answer.status == 200, answer.text
                with lock:
                    added.add(name)
                if round_ % 3 == 2:
                    assert api("DELETE", f"{CONTACTS}/{name}").status == 204
                    with lock:
                        deleted.add(name)
                elif round_ % 3 == 1:
                    answer = api("PATCH", f"{CONTACTS}/{name}", {"attributes": {"n": round_}})
                    assert answer.status == 200, answer.text

        def through_xcap(number):
            client = service.client("alice")
            for round_ in range(ROUNDS):
                uri = f"sip:e{number}-{round_}@x.example"
                answer = client("PUT", f'{list_of_entries}/entry[@uri="{uri}"]',
                                f'<entry uri="{uri}"/>'.encode(), **ENTRY)
                assert answer.status == 201, answer.text
                with lock:
                    entries.add(uri)

        at_once(*(lambda n=n: (through_the_api if n % 2 else through_xcap)(n)
                  for n in range(WRITERS)))
        contacts = Api(service.client("alice")).value("GET", CONTACTS)
        self.assertEqual({c["id"] for c in contacts}, added - deleted)
        self.assertEqual(len(contacts), len(added - deleted))
        self.assertEqual({c["id"] for c in contacts if c["attributes"] == {"n": "1"}},
                         {name for name in added if name.endswith("-1")})
        document = service.client("alice")("GET", LIST).text
        for uri in entries:
            self.assertIn(f'<entry uri="{uri}"/>', document)

    def test_one_first_write_makes_the_document_and_the_others_join(self):
        def add(number):
            answer = Api(service.client("alice"))("POST", CONTACTS, contact(id=f"c{number}"))
            assert answer.status == 200, answer.text
        at_once(*(lambda n=n: add(n) for n in range(WRITERS)))
        self.assertEqual({c["id"] for c in Api(service.client("alice")).value("GET", CONTACTS)},
                         {f"c{n}" for n in range(WRITERS)})

    def test_of_writers_with_one_tag_one_succeeds(self):
        api = Api(service.client("alice"))
        etag = api("POST", CONTACTS, contact(id="one")).etag
        outcomes = []

        def patch(number):
            outcomes.append(Api(service.client("alice"))(
                "PATCH", CONTACTS + "/one", {"name": f"n{number}"}, if_match=etag).status)
        at_once(*(lambda n=n: patch(n) for n in range(WRITERS)))
        self.assertEqual(sorted(outcomes), [200] + [412] * (WRITERS - 1))

    def test_members_of_one_group(self):
        api = Api(service.client("alice"))
        api("POST", GROUPS, {"id": "g", "name": "g"})
        for number in range(WRITERS):
            api("POST", CONTACTS, contact(id=f"c{number}"))

        def join(number):
            answer = Api(service.client("alice"))("POST", GROUPS + "/g/members",
                                                  {"id": f"c{number}"})
            assert answer.status == 200, answer.text
        at_once(*(lambda n=n: join(n) for n in range(WRITERS)))
        self.assertEqual({c["id"] for c in api.value("GET", GROUPS + "/g")["contacts"]},
                         {f"c{n}" for n in range(WRITERS)})
