"""The database is locked or gone: 503 with Retry-After, one log line, and recovery by itself."""

import os
import sqlite3
import time
import unittest

from harness import Service

APP = "/xcap-root/test-app/users/sip:alice@example.com/"


def setUpModule():
    global service, peer
    service = Service({"Authentication": {"trusted_peers": "127.0.0.1"},
                       "Database": {"write_timeout": "500"}, "Process": {"workers": "2"}})
    peer = service.client(None)


def tearDownModule():
    service.stop()


class Locked(unittest.TestCase):
    def setUp(self):
        peer("PUT", APP + "doc", b"<a/>")
        self.other = sqlite3.connect(service.database, isolation_level=None)
        self.other.execute("BEGIN IMMEDIATE")

    def tearDown(self):
        self.other.close()

    def test_a_write_that_waits_longer_than_write_timeout_is_503_with_retry_after(self):
        start = time.monotonic()
        answer = peer("PUT", APP + "doc", b"<b/>")
        self.assertGreaterEqual(time.monotonic() - start, 0.45)
        self.assertEqual(answer.status, 503)
        self.assertRegex(answer.headers["retry-after"], r"^[1-9][0-9]*$")
        self.assertEqual(peer("DELETE", APP + "doc").status, 503)
        service.assert_logged("error", "outcome=store-unavailable method=PUT")
        service.assert_logged("error", "locked")
        service.assert_logged("access", "user=peer auid=test-app doc=doc outcome=store-unavailable")
        self.assertEqual(peer("GET", APP + "doc").body, b"<a/>")

    def test_reads_go_on_meanwhile(self):
        for _ in range(20):
            start = time.monotonic()
            self.assertEqual(peer("GET", APP + "doc").status, 200)
            self.assertLess(time.monotonic() - start, 0.45)

    def test_writes_go_on_once_the_lock_is_gone(self):
        self.assertEqual(peer("PUT", APP + "doc", b"<b/>").status, 503)
        self.other.rollback()
        self.assertEqual(peer("PUT", APP + "doc", b"<b/>").status, 200)
        self.assertEqual(peer("GET", APP + "doc").body, b"<b/>")


class Gone(unittest.TestCase):
    def test_a_database_that_cannot_be_opened_is_503_until_it_can(self):
        peer("PUT", APP + "doc", b"<a/>")
        away = service.directory / "away"
        os.rename(service.directory / "data", away)
        # Workers that hold the file open do not notice; new ones do.
        service.reload()
        answer = peer("GET", APP + "doc")
        self.assertEqual(answer.status, 503)
        self.assertIn("retry-after", answer.headers)
        service.assert_logged("error", "unable to open database file")
        os.rename(away, service.directory / "data")
        self.assertEqual(peer("GET", APP + "doc").body, b"<a/>")
        self.assertNotIn("worker-died", service.xcapd_log())


if __name__ == "__main__":
    unittest.main()
