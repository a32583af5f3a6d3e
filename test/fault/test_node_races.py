"""Concurrent changes of elements of one document: every acknowledged one is there."""

import unittest
from collections import Counter

from harness import RL_NS, Service
from harness.load import run_together

INDEX = "/xcap-root/resource-lists/users/sip:alice@example.com/index"
ELEMENT = {"content_type": "application/xcap-el+xml"}


def setUpModule():
    global service
    service = Service({"Authentication": {"trusted_peers": "127.0.0.1"},
                       "Process": {"workers": "8"}})


def tearDownModule():
    service.stop()


def entry(uri):
    return f"{INDEX}/~~/resource-lists/list/entry[@uri=%22{uri}%22]"


class NodeRaces(unittest.TestCase):
    def setUp(self):
        self.client = service.client(None)
        self.client("PUT", INDEX,
                    f'<resource-lists xmlns="{RL_NS}"><list/></resource-lists>'.encode())

    def insert(self, clients, each):
        """Every client inserts `each` entries of its own; all must be acknowledged and present."""
        def work(number):
            mine = service.client(None)
            return [mine("PUT", entry(f"sip:{number}-{i}"), f'<entry uri="sip:{number}-{i}"/>'.encode(),
                         **ELEMENT).status for i in range(each)]

        answers = run_together([lambda n=n: work(n) for n in range(clients)])
        statuses = Counter(status for answer in answers for status in answer)
        self.assertEqual(statuses, {201: clients * each})
        stored = self.client("GET", INDEX).text
        for number in range(clients):
            for i in range(each):
                self.assertEqual(stored.count(f'<entry uri="sip:{number}-{i}"/>'), 1)
        self.assertEqual(stored.count("<entry "), clients * each)

    def test_160_concurrent_insertions_are_160_elements(self):
        self.insert(160, 1)

    def test_32_clients_with_100_insertions_each(self):
        """3,200 acknowledged, 3,200 present, and no 5xx on the way."""
        self.insert(32, 100)
        self.assertNotIn(" 50", service.nginx_log("error"))

    def test_16_insertions_with_one_etag_have_one_winner(self):
        for turn in range(10):
            etag = self.client("GET", INDEX).etag
            answers = run_together([
                lambda n=n: service.client(None)(
                    "PUT", entry(f"sip:{turn}-{n}"), f'<entry uri="sip:{turn}-{n}"/>'.encode(),
                    if_match=etag, **ELEMENT).status for n in range(16)])
            self.assertEqual(Counter(answers), {201: 1, 412: 15})
        self.assertEqual(self.client("GET", INDEX).text.count("<entry "), 10)

    def test_concurrent_deletions_of_different_elements_are_all_done(self):
        self.insert(32, 2)
        answers = run_together([
            lambda n=n: service.client(None)("DELETE", entry(f"sip:{n}-0")).status
            for n in range(32)])
        self.assertEqual(answers, [200] * 32)
        self.assertEqual(self.client("GET", INDEX).text.count("<entry "), 32)


if __name__ == "__main__":
    unittest.main()
