"""Every signal of man/xcapd.8, under load: what is promised there holds."""

import os
import signal
import sqlite3
import threading
import time
import unittest
from collections import Counter

from harness import Service
from harness.load import Load

APP = "/xcap-root/test-app/users/sip:alice@example.com/"
SETTINGS = {"Authentication": {"trusted_peers": "127.0.0.1"},
            "Process": {"workers": "4", "shutdown_timeout": "3"}}


class Signals(unittest.TestCase):
    def setUp(self):
        self.service = Service(SETTINGS)
        self.addCleanup(self.service.stop)

    def peer(self):
        return self.service.client(None)

    def load(self):
        """Six clients that read and write, and remember every status."""
        def step(number, turn):
            if turn % 3 == 0:
                return self.peer()("PUT", f"{APP}load{number}", f"<a>{turn}</a>".encode()).status
            return self.peer()("GET", f"{APP}load{number}").status
        return Load(step, 6)

    def assert_no_failure(self, load):
        counts = Counter(map(str, load.results))
        self.assertEqual(set(counts), {"200", "201"}, counts)
        self.assertEqual(self.service.nginx_log("error"), "")

    def slow_put(self, target=APP + "slow"):
        """A PUT that waits for the database. RETURNS (its lock, its thread, its answer's list)."""
        lock = sqlite3.connect(self.service.database, isolation_level=None, check_same_thread=False)
        lock.execute("BEGIN IMMEDIATE")
        answers = []
        thread = threading.Thread(target=lambda: answers.append(self.peer()("PUT", target, b"<a/>")))
        thread.start()
        time.sleep(0.3)
        return lock, thread, answers


class Reload(Signals):
    def test_ten_hups_under_load_fail_no_request(self):
        with self.load() as load:
            for turn in range(10):
                before = set(self.service.workers())
                self.service.reload()
                self.assertTrue(set(self.service.workers()) - before, "the same workers serve on")
                load.wait_for(50)
        self.assert_no_failure(load)

    def test_a_worker_that_is_never_idle_is_replaced_too(self):
        """A connection always waits, so the worker would never have to sleep."""
        self.service.write_config({**SETTINGS, "Process": {"workers": "1"}})
        self.service.reload()
        self.service.wait_until(lambda: len(self.service.workers()) == 1)
        with self.load() as load:
            for _ in range(5):
                old = self.service.workers()
                self.service.reload()
                self.service.wait_until(lambda: not set(old) & set(self.service.workers()), 3)
        self.assert_no_failure(load)

    def test_hups_in_a_row_end_in_the_last_configuration(self):
        for _ in range(5):
            self.service.signal(signal.SIGHUP)
        self.service.write_config({**SETTINGS, "Limits": {"max_document_size": "1024"}})
        self.service.signal(signal.SIGHUP)
        self.service.wait_until(
            lambda: self.peer()("PUT", APP + "doc", b"<a>" + b"x" * 2000 + b"</a>").status == 413)

    def test_a_changed_setting_is_in_force_afterwards(self):
        body = b"<a>" + b"x" * 2000 + b"</a>"
        self.assertEqual(self.peer()("PUT", APP + "doc", body).status, 201)
        self.service.write_config({"Process": {"workers": "2"},
                                   "Limits": {"max_document_size": "1024"},
                                   "Authentication": SETTINGS["Authentication"]})
        self.service.reload()
        self.assertEqual(self.peer()("PUT", APP + "doc", body).status, 413)
        self.service.wait_until(lambda: len(self.service.workers()) == 2)

    def test_a_broken_file_is_refused_whole_and_named(self):
        self.service.write_config({**SETTINGS, "Limits": {"max_document_size": "1024",
                                                          "max_depth": "many"}})
        with self.load() as load:
            self.service.signal(signal.SIGHUP)
            self.service.wait_for("event=reload refused")
            load.wait_for(50)
        self.assert_no_failure(load)
        self.assertRegex(self.service.xcapd_log(), r"config\.ini:\d+: .*max_depth")
        self.assertEqual(self.peer()("PUT", APP + "big", b"<a>" + b"x" * 2000 + b"</a>").status, 201)

    def test_what_needs_a_restart_is_named(self):
        self.service.write_config({"Authentication": SETTINGS["Authentication"],
                                   "Process": {"socket_mode": "0666"}})
        self.service.reload()
        self.assertIn("[Process] socket_mode needs a restart", self.service.xcapd_log())


class Reexecution(Signals):
    def test_three_usr2_under_load_fail_no_request_and_keep_the_pid(self):
        with self.load() as load:
            for turn in range(2, 5):
                old = self.service.workers()
                self.service.signal(signal.SIGUSR2)
                self.service.wait_for("event=ready", turn)
                load.wait_for(50)
                self.service.wait_until(lambda: not set(old) & set(self.service.workers()))
        self.assert_no_failure(load)
        self.assertEqual(len(self.service.workers()), 4)

    def test_a_program_that_refuses_the_file_does_not_take_over(self):
        self.service.write_config({**SETTINGS, "Limits": {"max_depth": "many"}})
        workers = self.service.workers()
        self.service.signal(signal.SIGUSR2)
        self.service.wait_for("event=reexecute refused")
        self.assertEqual(self.service.workers(), workers)
        self.assertEqual(self.peer()("GET", APP + "none").status, 404)

    @unittest.skipUnless(os.geteuid() == 0, "user is ignored when not started as root")
    def test_a_user_that_is_not_there_is_found_before_the_old_program_goes(self):
        self.service.write_config({**SETTINGS, "Process": {"user": "nobody-of-this-name"}})
        workers = self.service.workers()
        self.service.signal(signal.SIGUSR2)
        self.service.wait_for("event=reexecute refused")
        self.assertEqual(self.service.workers(), workers)

    def test_a_request_in_progress_is_finished_by_the_old_worker(self):
        lock, put, answers = self.slow_put()
        self.service.signal(signal.SIGUSR2)
        self.service.wait_for("event=ready", 2)
        lock.rollback()
        put.join()
        self.assertEqual(answers[0].status, 201)

    def test_signals_work_after_it(self):
        self.service.signal(signal.SIGUSR2)
        self.service.wait_for("event=ready", 2)
        self.service.reload()
        self.service.signal(signal.SIGTERM)
        self.assertEqual(self.service.xcapd.wait(10), 0)
        self.assertFalse(self.service.socket.exists())


class Stop(Signals):
    def stop_in_a_request(self, number):
        lock, put, answers = self.slow_put()
        self.service.signal(number)
        self.service.wait_for("event=stopping")
        time.sleep(0.3)
        self.assertTrue(self.service.is_running())
        lock.rollback()
        put.join()
        self.assertEqual(answers[0].status, 201)
        self.assertEqual(self.service.xcapd.wait(10), 0)
        self.assertFalse(self.service.socket.exists())

    def test_term_finishes_a_request_in_progress(self):
        self.stop_in_a_request(signal.SIGTERM)

    def test_int_does_too(self):
        self.stop_in_a_request(signal.SIGINT)

    def test_quit_does_too(self):
        self.stop_in_a_request(signal.SIGQUIT)

    def test_term_waits_no_longer_than_shutdown_timeout(self):
        lock, put, answers = self.slow_put()
        start = time.monotonic()
        self.service.signal(signal.SIGTERM)
        self.assertEqual(self.service.xcapd.wait(10), 0)
        self.assertGreater(time.monotonic() - start, 2)
        self.assertIn("event=killing workers=1", self.service.xcapd_log())
        put.join()
        self.assertEqual(answers[0].status, 502)
        lock.close()

    def test_no_reload_and_no_new_program_once_it_stops(self):
        for number in (signal.SIGHUP, signal.SIGUSR2):
            service = Service(SETTINGS)
            self.addCleanup(service.stop)
            self.service = service
            lock, put, answers = self.slow_put()
            service.signal(signal.SIGTERM)
            service.wait_for("event=stopping")
            service.signal(number)
            time.sleep(0.3)
            lock.rollback()
            put.join()
            self.assertEqual(answers[0].status, 201)
            self.assertEqual(service.xcapd.wait(2), 0)
            self.assertNotIn("event=killing", service.xcapd_log())
            self.assertEqual(service.xcapd_log().count("event=ready"), 1)

    def test_told_twice_it_still_finishes_the_request(self):
        """Ctrl-C reaches the master and its starter, which passes a TERM on."""
        lock, put, answers = self.slow_put()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGTERM):
            self.service.signal(number)
            time.sleep(0.1)
        lock.rollback()
        put.join()
        self.assertEqual(answers[0].status, 201)
        self.assertEqual(self.service.xcapd.wait(10), 0)
        self.assertNotIn("event=killing", self.service.xcapd_log())


class Reopen(Signals):
    def test_usr1_under_load_fails_no_request_and_moves_no_worker(self):
        workers = self.service.workers()
        with self.load() as load:
            for _ in range(10):
                self.service.signal(signal.SIGUSR1)
                load.wait_for(10)
        self.assert_no_failure(load)
        self.assertEqual(self.service.workers(), workers)


if __name__ == "__main__":
    unittest.main()
