"""The proxy does what its faults say, between two sockets."""

import contextlib
import socket
import threading
import unittest

from harness.proxy import Fault, Proxy


class Echo:
    """Answers each request with itself, and remembers it."""

    def __init__(self):
        self.heard = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with connection, contextlib.suppress(ConnectionResetError):
            while request := connection.recv(1000):
                self.heard.append(request)
                connection.sendall(request)


class Faults(unittest.TestCase):
    def setUp(self):
        self.echo = Echo()
        self.addCleanup(self.echo.listener.close)
        self.proxy = Proxy(self.echo.port)
        self.addCleanup(self.proxy.close)
        self.client = self.connect()

    def connect(self):
        client = socket.create_connection(("127.0.0.1", self.proxy.port), timeout=5)
        self.addCleanup(client.close)
        return client

    def ask(self, request, client=None):
        """What comes back: bytes, b"" for the end of the connection."""
        client = client or self.client
        client.sendall(request)
        try:
            return client.recv(1000)
        except ConnectionResetError:
            return b""

    def test_without_a_fault_everything_passes(self):
        self.assertEqual(self.ask(b"one"), b"one")
        self.assertEqual(self.ask(b"two"), b"two")
        self.assertEqual((self.proxy.round_trips, self.proxy.request_bytes,
                          self.proxy.answer_bytes), (2, 6, 6))

    def test_cut_before_the_server_hears_nothing(self):
        self.assertEqual(self.ask(b"one"), b"one")
        happened = self.proxy.once(Fault.CUT_BEFORE)
        self.assertEqual(self.ask(b"two"), b"")
        self.assertTrue(happened.is_set())
        self.assertEqual(self.echo.heard, [b"one"])
        self.assertEqual(self.ask(b"three", self.connect()), b"three")

    def test_cut_in_a_request_the_server_hears_half(self):
        self.proxy.once(Fault.CUT_REQUEST)
        self.assertEqual(self.ask(b"four"), b"")
        self.assertEqual(self.ask(b"next", self.connect()), b"next")
        self.assertEqual(sorted(self.echo.heard), [b"fo", b"next"])

    def test_cut_after_the_server_has_answered_and_nobody_hears_it(self):
        for self.proxy.reset in (False, True):
            client = self.connect()
            happened = self.proxy.once(Fault.CUT_AFTER)
            self.assertEqual(self.ask(b"one", client), b"")
            self.assertTrue(happened.wait(5))
        self.assertEqual(self.echo.heard, [b"one", b"one"])

    def test_cut_in_an_answer_the_client_hears_half(self):
        self.proxy.once(Fault.CUT_ANSWER)
        self.assertEqual(self.ask(b"four"), b"fo")
        self.assertEqual(self.client.recv(1000), b"")

    def test_silence_lasts_until_the_client_has_enough(self):
        happened = self.proxy.once(Fault.SILENCE)
        self.client.settimeout(0.2)
        with self.assertRaises(TimeoutError):
            self.ask(b"one")
        self.assertTrue(happened.is_set())
        self.assertEqual(self.proxy.connections(), 1)

    def test_a_fault_waits_for_the_request_it_is_meant_for(self):
        self.proxy.once(Fault.CUT_BEFORE, lambda request: b"w" in request)
        self.assertEqual(self.ask(b"one"), b"one")
        self.assertEqual(self.ask(b"two"), b"")

    def test_all_connections_cut_and_refused_until_it_opens(self):
        self.ask(b"one")
        self.proxy.cut_all()
        self.assertEqual(self.client.recv(1000), b"")
        self.proxy.shut()
        with self.assertRaises(ConnectionRefusedError):
            self.connect()
        self.proxy.open()
        self.assertEqual(self.ask(b"two", self.connect()), b"two")


if __name__ == "__main__":
    unittest.main()
