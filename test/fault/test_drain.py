"""QUIT: who waits at the socket is answered, newcomers are not taken, and no request is cut."""

import os
import signal
import socket
import sqlite3
import threading
import time
import unittest
from collections import Counter

from harness import Service
from harness.load import Load
from harness.ports import free_port

APP = "/xcap-root/test-app/users/sip:alice@example.com/"
TRUSTED = {"trusted_peers": "127.0.0.1"}
SLOW = b"<a>" + b"<b/>" * 9000 + b"</a>"  # some milliseconds for a worker


def service_of(test, **process):
    """Not started."""
    service = Service({"Authentication": TRUSTED, "Process": process}, start=False)
    test.addCleanup(service.stop)
    service.prepare()
    return service


class UnderLoad(unittest.TestCase):
    """Clients that leave no moment without a connection that waits."""

    def load(self, service):
        return Load(lambda number, _: service.client(None)("PUT", f"{APP}{number}", SLOW).status, 24)

    def quit(self, service, load):
        """RETURNS the seconds it took."""
        load.wait_for(100)
        start = time.monotonic()
        service.signal(signal.SIGQUIT)
        self.assertEqual(service.xcapd.wait(20), 0)
        self.assertNotIn("event=killing", service.xcapd_log())
        return time.monotonic() - start

    def assert_only_refused(self, service, load):
        """Failures are connections that were never taken: nothing of theirs was done."""
        counts = Counter(map(str, load.results))
        self.assertLessEqual(set(counts), {"200", "201", "502"}, counts)
        failures = service.nginx_log("error").splitlines()
        self.assertEqual([line for line in failures if "Connection refused" not in line and
                          "No such file" not in line], [])

    def test_a_tcp_address_takes_no_newcomers_and_cuts_no_request(self):
        service = service_of(self, workers="2", shutdown_timeout="15",
                             listen=f"127.0.0.1:{free_port()}")
        service.start_xcapd()
        service.start_nginx()
        with self.load(service) as load:
            self.assertLess(self.quit(service, load), 5)
        self.assert_only_refused(service, load)

    def test_so_does_a_unix_socket(self):
        service = service_of(self, workers="2", shutdown_timeout="15")
        service.start_xcapd()
        service.start_nginx()
        with self.load(service) as load:
            self.assertLess(self.quit(service, load), 5)
        self.assert_only_refused(service, load)

    def drain_inherited(self, service, listener):
        service.start_activated(listener)
        service.start_nginx()
        with self.load(service) as load:
            self.assertLess(self.quit(service, load), 5)
            service.start_activated(listener, 2)
            load.wait_for(100)
        self.assertLessEqual(set(load.results), {200, 201}, Counter(map(str, load.results)))
        self.assertEqual(service.nginx_log("error"), "")

    def test_at_a_socket_of_systemd_newcomers_wait_for_the_next_start(self):
        service = service_of(self, workers="2", shutdown_timeout="15")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(service.socket))
            os.chmod(service.socket, 0o666)
            listener.listen(64)
            self.drain_inherited(service, listener)

    def test_at_a_tcp_socket_of_systemd_too(self):
        port = free_port()
        service = service_of(self, workers="2", shutdown_timeout="15", listen=f"127.0.0.1:{port}")
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(("127.0.0.1", port))
            listener.listen(64)
            self.drain_inherited(service, listener)


class Waiting(unittest.TestCase):
    """One worker, busy with a request until all signals have come."""

    def answers(self, count, *signals, newcomers=0, **process):
        """Statuses of `count` requests sent before the signals, and of those sent after them."""
        service = service_of(self, workers="1", shutdown_timeout="10", **process)
        service.start_xcapd()
        service.start_nginx()
        lock = sqlite3.connect(service.database, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        answers = {}

        def put(number):
            answers[number] = service.client(None)("PUT", f"{APP}queued{number}", b"<a/>").status

        threads = [threading.Thread(target=put, args=(i,)) for i in range(count + newcomers)]
        for thread in threads[:count]:
            thread.start()
        time.sleep(0.5)
        for number in signals:
            service.signal(number)
            time.sleep(0.2)
        for thread in threads[count:]:
            thread.start()
        time.sleep(0.2)
        lock.rollback()
        for thread in threads:
            thread.join()
        self.assertEqual(service.xcapd.wait(10), 0)
        statuses = [answers[i] for i in range(count + newcomers)]
        return sorted(statuses[:count]), sorted(statuses[count:])

    def test_quit_answers_what_waits_and_refuses_newcomers(self):
        for process in {}, {"listen": f"127.0.0.1:{free_port()}"}:
            with self.subTest(**process):
                self.assertEqual(self.answers(6, signal.SIGQUIT, newcomers=3, **process),
                                 ([201] * 6, [502] * 3))

    def test_term_cuts_a_drain_short(self):
        """The request in progress is finished; those that only wait at the socket are not."""
        self.assertEqual(self.answers(3, signal.SIGQUIT, signal.SIGTERM), ([201, 502, 502], []))


if __name__ == "__main__":
    unittest.main()
