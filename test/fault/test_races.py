"""Concurrent writers: one winner, nothing acknowledged is lost (ARCHITECTURE: one write is one
compare-and-swap)."""

import sqlite3
import unittest
from collections import Counter

from harness import Service, sqlite_only
from harness.load import Load, run_together

ROUNDS, WRITERS = 40, 16
APP = "/xcap-root/test-app/users/sip:alice@example.com/"


def setUpModule():
    global service
    service = Service({"Authentication": {"trusted_peers": "127.0.0.1"},
                       "Process": {"workers": "8"}})


def tearDownModule():
    service.stop()


def client():
    return service.client(None)


def body(text):
    return f"<a>{text}</a>".encode()


class Races(unittest.TestCase):
    def race(self, method, target, **headers):
        return run_together([
            lambda i=i: client()(method, target, body(i) if method == "PUT" else None, **headers)
            for i in range(WRITERS)])

    def assert_one_winner(self, answers, status, losers):
        counts = Counter(answer.status for answer in answers)
        self.assertEqual(counts[status], 1, counts)
        self.assertEqual(sum(counts[loser] for loser in losers), WRITERS - 1, counts)
        winner = next(i for i, answer in enumerate(answers) if answer.status == status)
        return winner, answers[winner].etag

    def test_of_16_creations_with_if_none_match_one_wins(self):
        """RFC 9110 13.1.2; 40 rounds."""
        for turn in range(ROUNDS):
            target = f"{APP}create{turn}"
            winner, etag = self.assert_one_winner(
                self.race("PUT", target, if_none_match="*"), 201, (412,))
            stored = client()("GET", target)
            self.assertEqual((stored.body, stored.etag), (body(winner), etag))

    def test_of_16_replacements_with_one_etag_one_wins(self):
        """RFC 9110 13.1.1; 40 rounds on one document."""
        etag = client()("PUT", APP + "replace", body("first")).etag
        for _ in range(ROUNDS):
            winner, etag = self.assert_one_winner(
                self.race("PUT", APP + "replace", if_match=etag), 200, (412,))
            stored = client()("GET", APP + "replace")
            self.assertEqual((stored.body, stored.etag), (body(winner), etag))

    def test_of_16_deletions_with_one_etag_one_wins(self):
        for _ in range(ROUNDS // 4):
            etag = client()("PUT", APP + "delete", body("x")).etag
            self.assert_one_winner(self.race("DELETE", APP + "delete", if_match=etag), 200,
                                   (404, 412))

    def test_of_16_unconditional_creations_one_creates_and_all_are_acknowledged(self):
        """RFC 4825 8.2.1: 201 for what was not there, 200 for what was."""
        for turn in range(ROUNDS // 4):
            target = f"{APP}free{turn}"
            answers = self.race("PUT", target)
            self.assertEqual(Counter(answer.status for answer in answers),
                             {201: 1, 200: WRITERS - 1})
            stored = client()("GET", target)
            self.assertIn((stored.body, stored.etag),
                          [(body(i), answer.etag) for i, answer in enumerate(answers)])

    def test_a_counter_that_32_writers_raise_misses_no_step(self):
        """Each reads, adds one, and writes with If-Match until it is let in."""
        target, steps = APP + "counter", 10
        client()("PUT", target, body(0))

        def count():
            mine = client()
            for _ in range(steps):
                while True:
                    old = mine("GET", target)
                    value = int(old.body[3:-4]) + 1
                    if mine("PUT", target, body(value), if_match=old.etag).status == 200:
                        break

        self.assertEqual(run_together([count] * 32), [None] * 32)
        self.assertEqual(client()("GET", target).body, body(32 * steps))

    def test_a_reader_sees_whole_documents_with_their_own_etags(self):
        target = APP + "read"
        seen = {}

        def step(number, turn):
            if number == 0:
                text = body(f"{turn} " * 2000)
                seen[client()("PUT", target, text).etag] = text
                return None
            answer = client()("GET", target)
            return (answer.etag, answer.body) if answer.status == 200 else None

        with Load(step, 5) as load:
            load.wait_for(1000)
            service.wait_until(lambda: len(seen) > 20, 60)
        for etag, text in load.results:
            self.assertEqual(seen[etag], text)

    @sqlite_only("integrity_check")
    def test_the_database_is_whole_afterwards(self):
        with sqlite3.connect(service.database) as database:
            self.assertEqual(database.execute("PRAGMA integrity_check").fetchall(), [("ok",)])


if __name__ == "__main__":
    unittest.main()
