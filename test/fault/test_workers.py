"""How the master keeps its workers: replaced, held back, watched, and nobody's root."""

import os
import pwd
import resource
import signal
import socket
import sqlite3
import threading
import time
import unittest
from pathlib import Path

from harness import Service
from harness.load import run_together
from harness.service import unprivileged_user

APP = "/xcap-root/test-app/users/sip:alice@example.com/"
TRUSTED = {"trusted_peers": "127.0.0.1"}


class Workers(unittest.TestCase):
    def start(self, **process):
        service = Service({"Authentication": TRUSTED, "Process": process})
        self.addCleanup(service.stop)
        return service

    def test_a_dead_worker_is_replaced_at_once_when_it_had_worked(self):
        service = self.start(workers="1")
        for turn in range(3):
            service.client(None)("GET", APP + "x")
            pid = service.workers()[0]
            os.kill(pid, signal.SIGKILL)
            service.wait_for("event=worker-died signal=9", turn + 1)
            self.assertIn("next-in=0s", service.xcapd_log().splitlines()[-1])
            self.assertEqual(service.client(None)("GET", APP + "x").status, 404)
            self.assertNotEqual(service.workers(), [pid])

    def test_one_that_dies_before_its_first_request_is_held_back_longer_each_time(self):
        service = self.start(workers="1")
        delays = []
        for turn in range(3):
            service.wait_until(service.workers)
            os.kill(service.workers()[0], signal.SIGKILL)
            service.wait_for("event=worker-died", turn + 1)
            start = time.monotonic()
            service.wait_until(service.workers)
            delays.append(round(time.monotonic() - start))
        self.assertEqual(delays[:2], [1, 2])
        self.assertGreaterEqual(delays[2], 3)

    def test_a_worker_is_replaced_after_max_requests(self):
        service = self.start(workers="1", max_requests="20")
        pids = set()
        for _ in range(100):
            self.assertEqual(service.client(None)("GET", APP + "x").status, 404)
            pids.update(service.workers())
        self.assertGreaterEqual(len(pids), 4)
        self.assertLessEqual(len(pids), 6)
        self.assertNotIn("worker-died", service.xcapd_log())

    def test_max_requests_0_is_never(self):
        service = self.start(workers="1", max_requests="0")
        pids = service.workers()
        for _ in range(100):
            service.client(None)("GET", APP + "x")
        self.assertEqual(service.workers(), pids)

    def test_a_worker_stuck_in_a_request_is_killed_after_request_timeout(self):
        service = self.start(workers="1", request_timeout="1")
        lock = sqlite3.connect(service.database, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        start = time.monotonic()
        self.assertEqual(service.client(None)("PUT", APP + "x", b"<a/>").status, 502)
        self.assertLess(time.monotonic() - start, 4)
        lock.close()
        self.assertIn("event=worker-stuck", service.xcapd_log())
        service.wait_until(service.workers)
        self.assertEqual(service.client(None)("PUT", APP + "x", b"<a/>").status, 201)

    def test_a_worker_whose_peer_says_nothing_is_freed_too(self):
        service = self.start(workers="1", request_timeout="1")
        with socket.socket(socket.AF_UNIX) as silent:
            silent.connect(str(service.socket))
            service.wait_for("event=worker-stuck")
        service.wait_until(service.workers)
        self.assertEqual(service.client(None)("GET", APP + "x").status, 404)

    def test_a_stuck_worker_of_before_a_reload_is_killed_too(self):
        service = self.start(workers="1", request_timeout="1")
        with socket.socket(socket.AF_UNIX) as silent:
            silent.connect(str(service.socket))
            time.sleep(0.2)
            service.reload()
            service.wait_for("event=worker-stuck")
        service.wait_until(lambda: len(service.workers()) == 1)

    def test_a_worker_without_a_free_descriptor_waits_for_one(self):
        """accept(2): EMFILE. The connection stays in the queue."""
        # Only one's own processes may be limited.
        service = self.start(workers="1", user=pwd.getpwuid(os.geteuid()).pw_name)
        ask = lambda: service.client(None)("GET", APP + "x").status
        failures = lambda: service.xcapd_log().count("event=accept-failed")

        def limit_worker():
            self.assertEqual(ask(), 404)  # from now on it has all that it needs
            worker = service.workers()[0]
            used = {int(fd.name) for fd in Path(f"/proc/{worker}/fd").iterdir()}
            limits = resource.prlimit(worker, resource.RLIMIT_NOFILE)
            first_free = min(set(range(len(used) + 1)) - used)
            resource.prlimit(worker, resource.RLIMIT_NOFILE, (first_free, limits[1]))
            return worker, limits

        def cpu_seconds(pid):
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

        def while_one_waits(do):
            answers = []
            client = threading.Thread(target=lambda: answers.append(ask()))
            client.start()
            time.sleep(0.2)
            do()
            client.join()
            return answers

        worker, limits = limit_worker()

        def free_one():
            service.wait_for("event=accept-failed")
            before = cpu_seconds(worker)
            time.sleep(1)
            self.assertLess(cpu_seconds(worker) - before, 0.2)
            resource.prlimit(worker, resource.RLIMIT_NOFILE, limits)

        self.assertEqual(while_one_waits(free_one), [404])
        self.assertEqual(failures(), 1)
        self.assertEqual(service.workers(), [worker])
        self.assertIn('cause="Too many open files"', service.xcapd_log())

        limit_worker()
        self.assertEqual(while_one_waits(service.reload), [404])
        limit_worker()
        self.assertEqual(while_one_waits(lambda: service.signal(signal.SIGQUIT)), [502])
        self.assertEqual(service.xcapd.wait(5), 0)
        self.assertNotIn("event=killing", service.xcapd_log())

    def test_there_are_as_many_as_configured_and_two_per_cpu_by_default(self):
        self.assertEqual(len(self.start(workers="3").workers()), 3)
        self.assertEqual(len(self.start(workers="0").workers()),
                         max(4, 2 * len(os.sched_getaffinity(0))))

    @unittest.skipIf(len(os.sched_getaffinity(0)) < 2, "there is only one CPU")
    def test_cpus_that_it_may_not_run_on_do_not_count(self):
        """sched_setaffinity(2), as by taskset or systemd's CPUAffinity."""
        # Four per CPU, which needs a server to be named, not one that is there.
        service = Service({"Process": {"workers": "0"}, "Database": {
            "authentication_db_uri": "mysql://nobody:x@127.0.0.1:1/x"}}, start=False)
        self.addCleanup(service.stop)
        one = {min(os.sched_getaffinity(0))}
        service.start_xcapd(preexec_fn=lambda: os.sched_setaffinity(0, one))
        self.assertEqual(len(service.workers()), 4)

    def test_requests_are_served_side_by_side(self):
        service = self.start(workers="4")
        lock = sqlite3.connect(service.database, isolation_level=None, check_same_thread=False)
        lock.execute("BEGIN IMMEDIATE")
        threading.Timer(0.5, lock.rollback).start()
        start = time.monotonic()
        answers = run_together([lambda i=i: service.client(None)("PUT", f"{APP}s{i}", b"<a/>").status
                                for i in range(4)])
        self.assertEqual(answers, [201] * 4)
        self.assertLess(time.monotonic() - start, 1.5)


@unittest.skipUnless(os.geteuid() == 0, "privileges are dropped when started as root")
class Privileges(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = Service({"Authentication": TRUSTED})
        cls.status = Path(f"/proc/{cls.service.workers()[0]}/status").read_text()

    @classmethod
    def tearDownClass(cls):
        cls.service.stop()

    def test_workers_are_the_configured_user_for_good(self):
        uid = str(__import__("pwd").getpwnam(unprivileged_user()).pw_uid)
        self.assertRegex(self.status, rf"Uid:\t{uid}\t{uid}\t{uid}\t{uid}\n")
        self.assertRegex(self.status, r"Gid:\t([1-9]\d*)\t\1\t\1\t\1\n")
        self.assertRegex(self.status, r"CapEff:\t0+\n")
        self.assertRegex(self.status, r"NoNewPrivs:\t1\n")
        groups = self.status.split("Groups:\t")[1].split("\n")[0].split()
        self.assertNotIn("0", groups)

    def test_the_database_is_theirs(self):
        self.service.client(None)("PUT", APP + "x", b"<a/>")
        self.assertEqual(self.service.database.owner(), unprivileged_user())

    def test_an_unknown_user_is_one_clear_line(self):
        self.service.write_config({"Process": {"user": "nobody-of-this-name"}})
        done = self.service.command("serve", "--foreground")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn('no user "nobody-of-this-name"; set [Process] user', done.stderr)


if __name__ == "__main__":
    unittest.main()
