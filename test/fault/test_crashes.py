"""Workers killed in the middle of writes: what was acknowledged is there, and nothing half."""

import os
import random
import signal
import sqlite3
import threading
import time
import unittest

from harness import Service
from harness.load import run_together

WRITERS, PUTS, DOCUMENTS = 10, 200, 5
APP = "/xcap-root/test-app/users/sip:alice@example.com/"


def setUpModule():
    global service
    service = Service({"Authentication": {"trusted_peers": "127.0.0.1"},
                       "Process": {"workers": "8"}})


def tearDownModule():
    service.stop()


def body(writer, turn):
    return f"<a>{writer} {turn} {'x' * 3000}</a>".encode()


class Crashes(unittest.TestCase):
    def test_kill_9_of_random_workers_during_2000_puts_loses_no_acknowledged_write(self):
        answers = {}  # (writer, document) → [(turn, status)]
        done = threading.Event()
        kills = 0

        def write(writer):
            client = service.client(None)
            for turn in range(PUTS):
                document = turn % DOCUMENTS
                try:
                    status = client("PUT", f"{APP}w{writer}d{document}", body(writer, turn)).status
                except OSError:
                    status = 0
                answers.setdefault((writer, document), []).append((turn, status))

        def kill():
            nonlocal kills
            while not done.is_set():
                workers = service.workers()
                if workers:
                    os.kill(random.choice(workers), signal.SIGKILL)
                    kills += 1
                time.sleep(0.05)

        killer = threading.Thread(target=kill)
        killer.start()
        self.assertEqual(run_together([lambda w=w: write(w) for w in range(WRITERS)]),
                         [None] * WRITERS)
        done.set()
        killer.join()

        self.assertGreater(kills, 10)
        self.assertEqual(sum(map(len, answers.values())), 2000)
        for (writer, document), turns in answers.items():
            acknowledged = max(turn for turn, status in turns if status in (200, 201))
            # A write that nobody answered may have been done, or not.
            possible = [body(writer, turn) for turn, status in turns
                        if turn == acknowledged or (turn > acknowledged and status in (0, 502))]
            self.assertIn(service.client(None)("GET", f"{APP}w{writer}d{document}").body, possible)
        statuses = {status for turns in answers.values() for _, status in turns}
        self.assertLessEqual(statuses, {0, 200, 201, 502, 503})
        self.assertIn("event=worker-died signal=9", service.xcapd_log())
        with sqlite3.connect(service.database) as database:
            self.assertEqual(database.execute("PRAGMA integrity_check").fetchall(), [("ok",)])

    def test_kill_9_of_the_master_ends_its_workers_and_a_new_one_serves(self):
        target = APP + "survivor"
        service.client(None)("PUT", target, b"<a/>")
        workers = service.workers()
        service.xcapd.kill()
        service.xcapd.wait(10)
        deadline = time.monotonic() + 10
        while any(os.path.exists(f"/proc/{pid}") for pid in workers):
            self.assertLess(time.monotonic(), deadline, "workers outlived their master")
            time.sleep(0.02)
        ready = service.xcapd_log().count("event=ready")
        service.start_xcapd(ready + 1)  # over the socket file that was left behind
        self.assertEqual(service.client(None)("GET", target).body, b"<a/>")

    def test_a_new_master_starts_while_a_worker_of_the_killed_one_still_works(self):
        target = APP + "busy"
        lock = sqlite3.connect(service.database, isolation_level=None, check_same_thread=False)
        lock.execute("BEGIN IMMEDIATE")
        answers = []
        put = threading.Thread(
            target=lambda: answers.append(service.client(None)("PUT", target, b"<a/>").status))
        put.start()
        time.sleep(0.3)
        service.xcapd.kill()
        service.xcapd.wait(10)
        service.start_xcapd(service.xcapd_log().count("event=ready") + 1)
        lock.rollback()
        put.join()
        self.assertEqual(answers, [201])
        self.assertEqual(service.client(None)("GET", target).body, b"<a/>")


if __name__ == "__main__":
    unittest.main()
