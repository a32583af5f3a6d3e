"""Hostile input, each with its precise answer and what it cost the workers.

A module that has such tests run alone prints the costs: python3 -m unittest test_hostile (with OUT,
PYTHONPATH).
"""

import unittest

from .processes import cpu_seconds, peak_kib, reset_peak, resident_kib
from .service import OUT, Service

INDEX = "/xcap-root/resource-lists/users/sip:alice@example.com/index"
APP = "/xcap-root/test-app/users/sip:alice@example.com/app"
MIB = 1024 * 1024

IS_SANITIZED = OUT.name == "san"
# Meant to be 0.1 s, which is seen when a module runs alone; this finds what is quadratic.
MOST_CPU = 40 if IS_SANITIZED else 0.5  # seconds
MOST_MEMORY = 64 * 1024  # KiB


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = Service({"Process": {"workers": "2"}})
        cls.alice = cls.service.client("alice")
        cls.addClassCleanup(cls.service.stop)
        for _ in range(20):  # both workers, in all likelihood
            assert cls.alice("PUT", APP, b"<a/>").status in (200, 201)
        cls.at_rest = {pid: resident_kib(pid) for pid in cls.service.workers()}

    def cost(self, name, status, send, phrase=""):
        """Sends, and asserts the answer and what it cost the workers."""
        pids = self.service.workers()
        before = cpu_seconds(pids)
        for pid in pids:
            reset_peak(pid)
        answer = send()
        cpu = cpu_seconds(pids) - before
        growth = max(peak_kib(pid) - self.at_rest[pid] for pid in pids)
        print(f"{name:44} {answer.status} {1e3 * cpu:8.1f} ms {growth:7} KiB", flush=True)
        right = status if isinstance(status, tuple) else (status,)
        self.assertIn(answer.status, right, f"{name}: {answer.text[:300]}")
        self.assertIn(phrase, answer.text[:2000], name)
        self.assertEqual(self.service.workers(), pids, name)
        self.assertLess(cpu, MOST_CPU, name)
        if not IS_SANITIZED:
            self.assertLess(growth, MOST_MEMORY, name)
        return answer

    def put(self, name, status, phrase, body, target=APP, **headers):
        with self.subTest(name):
            return self.cost(name, status, lambda: self.alice("PUT", target, body, **headers),
                             phrase)

    def get(self, name, status, target, phrase="", **headers):
        with self.subTest(name):
            return self.cost(name, status, lambda: self.alice("GET", target, **headers), phrase)

    def setUp(self):
        self.assertIn(self.alice("PUT", APP, b"<a xmlns='test-app'><b/></a>").status, (200, 201))

    def tearDown(self):
        self.assertEqual(self.alice("GET", APP).status, 200)
        self.assertNotIn("worker-died", self.service.xcapd_log())
        self.assertNotIn("worker-stuck", self.service.xcapd_log())
