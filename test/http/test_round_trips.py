"""How often a request asks a database server, and what it fetches: by the server's own log of
statements, and by what passes between the two."""

import unittest

from harness import Service, list_of, server_only
from harness.database_servers import SERVERS
from harness.databases import KIND, ServerDatabase
from harness.proxy import Proxy

INDEX = "/xcap-root/resource-lists/users/sip:alice@example.com/index"
ENTRY = INDEX + "/~~/resource-lists/list/entry[@uri=%22sip:{}%22]"
ELEMENT = {"content_type": "application/xcap-el+xml"}
LONG = list_of("".join(f'<entry uri="sip:{number}"/>' for number in range(5000)))


@server_only("SQLite has no round trips")
class RoundTrips(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = SERVERS[KIND](log_statements=True)
        cls.addClassCleanup(cls.server.remove)
        cls.proxy = Proxy(cls.server.sql.port)
        cls.addClassCleanup(cls.proxy.close)
        cls.database = ServerDatabase(cls.server.sql, cls.proxy.port)
        # One worker, so that its connection and its statements are there after the first requests.
        cls.service = Service({"Process": {"workers": "1"}}, database=cls.database)
        cls.addClassCleanup(cls.service.stop)
        cls.client = cls.service.client("alice")
        for turn in range(2):
            assert cls.client("PUT", INDEX, LONG).status in (200, 201)
            etag = cls.client("GET", INDEX).etag
            assert cls.client("GET", INDEX, if_none_match=etag).status == 304
            assert cls.client("PUT", ENTRY.format("warm"), b'<entry uri="sip:warm"/>',
                              **ELEMENT).status in (200, 201)
            assert cls.client("DELETE", ENTRY.format("warm")).status == 200
            assert cls.client("DELETE", INDEX).status == 200
        assert cls.client("PUT", INDEX, LONG).status == 201

    def cost(self, status, *words, **headers):
        """(statements, round trips, bytes of answers) of one request with credentials."""
        statements = len(self.server.statements(self.database.name))
        round_trips, answered = self.proxy.round_trips, self.proxy.answer_bytes
        answer = self.client(*words, **headers)
        self.assertEqual(answer.status, status, answer.text[:300])
        asked = self.server.statements(self.database.name)[statements:]
        return asked, self.proxy.round_trips - round_trips, self.proxy.answer_bytes - answered

    def assert_cost(self, most, status, *words, **headers):
        asked, round_trips, answered = self.cost(status, *words, **headers)
        self.assertGreaterEqual(len(asked), 1)
        self.assertLessEqual(len(asked), most, [text[:300] for text in asked])
        self.assertLessEqual(round_trips, most, [text[:300] for text in asked])
        return answered

    def test_a_get_by_digest_is_one(self):
        """Accounts and documents are in one database."""
        self.assertGreater(self.assert_cost(1, 200, "GET", INDEX), len(LONG))

    def test_a_get_of_an_element_is_one(self):
        self.assert_cost(1, 200, "GET", ENTRY.format(7))

    def test_a_304_is_one_and_does_not_fetch_the_document(self):
        etag = self.client("GET", INDEX).etag
        self.assertLess(self.assert_cost(1, 304, "GET", INDEX, if_none_match=etag), 2000)

    def test_a_head_is_one(self):
        self.assert_cost(1, 200, "HEAD", INDEX)

    def test_a_get_of_what_is_not_there_is_one(self):
        self.assert_cost(1, 404, "GET", INDEX + "-none")

    def test_a_put_is_one_more_and_does_not_fetch_the_document(self):
        self.assertLess(self.assert_cost(2, 200, "PUT", INDEX, LONG), 2000)
        self.client("DELETE", INDEX + "-new")
        self.assert_cost(2, 201, "PUT", INDEX + "-new", LONG)

    def test_a_put_of_an_element_is_one_more(self):
        self.client("DELETE", ENTRY.format("new"))
        self.assert_cost(2, 201, "PUT", ENTRY.format("new"), b'<entry uri="sip:new"/>', **ELEMENT)
        self.assert_cost(2, 200, "PUT", ENTRY.format("new"), b'<entry uri="sip:new"/>', **ELEMENT)

    def test_a_deletion_is_one_more(self):
        self.client("PUT", INDEX + "-old", LONG)
        self.assert_cost(2, 200, "DELETE", INDEX + "-old")
        self.client("PUT", ENTRY.format("old"), b'<entry uri="sip:old"/>', **ELEMENT)
        self.assert_cost(2, 200, "DELETE", ENTRY.format("old"))

    def test_a_refused_password_is_one(self):
        stranger = self.service.client("alice", password="wrong")
        stranger.challenge = dict(self.client.challenge)
        stranger.count = 1000
        statements = len(self.server.statements(self.database.name))
        self.assertEqual(stranger("GET", INDEX).status, 401)
        self.assertLessEqual(len(self.server.statements(self.database.name)) - statements, 1)


if __name__ == "__main__":
    unittest.main()
