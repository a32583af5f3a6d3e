"""What the tests of a failing database server have in common: a server nobody else uses, a proxy
before it, and what must hold of every answer."""

import os
import re
import threading
import time
import unittest

from .databases import KIND, ServerDatabase, server_only
from .database_servers import SERVERS
from .proxy import Proxy
from .service import Service

APP = "/xcap-root/test-app/users/sip:alice@example.com/"
WRITE_TIMEOUT = 1.0  # seconds
# write_timeout in whole seconds and one more, then a new connection, which may take 3 s; and the
# time a busy machine needs.
PATIENCE = WRITE_TIMEOUT + 1 + 3 + 3


class Later:
    """A request in a thread of its own; answer() waits for it."""

    def __init__(self, request):
        self.request, self.result, self.seconds = request, None, None
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        start = time.monotonic()
        self.result = self.request()
        self.seconds = time.monotonic() - start

    def is_waiting(self):
        return self.thread.is_alive()

    def answer(self):
        self.thread.join(60)
        assert self.result is not None, "no answer"
        return self.result


@server_only("of a file no connection is lost")
class ServerCase(unittest.TestCase):
    """One worker, so that it is known whose connection fails."""

    write_timeout = WRITE_TIMEOUT

    @classmethod
    def setUpClass(cls):
        cls.server = SERVERS[KIND]()
        cls.addClassCleanup(cls.server.remove)
        cls.proxy = Proxy(cls.server.sql.port)
        cls.addClassCleanup(cls.proxy.close)
        cls.database = cls.make_database()
        cls.service = cls.serve(cls.database)
        cls.peer = cls.service.client(None)
        cls.workers = cls.service.workers()

    @classmethod
    def make_database(cls):
        return ServerDatabase(cls.server.sql, cls.proxy.port)

    @classmethod
    def serve(cls, database):
        service = Service({"Authentication": {"trusted_peers": "127.0.0.1"},
                           "Process": {"workers": "1"},
                           "Database": {"write_timeout": str(int(cls.write_timeout * 1000))}},
                          database=database)
        cls.addClassCleanup(service.stop)
        return service

    def setUp(self):
        self.name = re.sub("[^a-z]", "-", self.id().rpartition(".")[2]) + "-" + os.urandom(4).hex()
        self.target = APP + self.name
        self.assertEqual(self.peer("PUT", self.target, b"<a>old</a>").status, 201)

    def tearDown(self):
        """Whatever happened: all is well again, with the same workers."""
        self.proxy.disarm()
        self.proxy.delay = 0
        self.assert_serves()
        self.assertEqual(self.service.workers(), self.workers)
        self.assertNotIn("worker-died", self.service.xcapd_log())

    # --- what must hold -----------------------------------------------------------------------

    def stored(self, name=None):
        """What the database itself says is the document, or None."""
        rows = self.database.rows(f"SELECT doc FROM xcap WHERE doc_uri = '{name or self.name}'")
        self.assertLessEqual(len(rows), 1)
        return self.database.bytes_of(rows[0][0]) if rows else None

    def assert_stored(self, body, name=None):
        self.assertEqual(self.stored(name), body)

    def assert_unavailable(self, answer, within=PATIENCE):
        self.assertEqual(answer.status, 503, answer.text)
        self.assertRegex(answer.headers["retry-after"], r"^[1-9][0-9]*$")

    def assert_serves(self):
        """At once, without a restart of xcapd."""
        target = APP + "probe"
        self.assertIn(self.peer("PUT", target, b"<a>probe</a>").status, (200, 201))
        self.assertEqual(self.peer("GET", target).body, b"<a>probe</a>")
        self.assertEqual(self.peer("DELETE", target).status, 200)

    def assert_refuses(self, reads):
        """Writes are 503 and change nothing; `reads`: the status of a GET."""
        for method, body in (("PUT", b"<a>new</a>"), ("DELETE", None)):
            with self.subTest(method):
                self.assert_unavailable(self.timed(lambda: self.peer(method, self.target, body)))
        self.assert_unavailable(self.timed(
            lambda: self.peer("PUT", self.target + "-new", b"<a>new</a>")))
        answer = self.timed(lambda: self.peer("GET", self.target))
        if reads == 200:
            self.assertEqual((answer.status, answer.body), (200, b"<a>old</a>"))
        else:
            self.assert_unavailable(answer)

    def assert_nothing_changed(self):
        self.assert_stored(b"<a>old</a>")
        self.assert_stored(None, self.name + "-new")

    def timed(self, request, most=PATIENCE):
        start = time.monotonic()
        answer = request()
        self.assertLess(time.monotonic() - start, most)
        return answer
