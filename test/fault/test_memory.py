"""A worker that gets no memory for a request answers 503 and lives on: RLIMIT_AS, for real."""

import os
import resource
import signal
import unittest
from pathlib import Path

from harness import Service
from harness.service import XCAPD

APP = "/xcap-root/test-app/users/sip:alice@example.com/"
LARGE = b"<a>" + b"<b/>" * 400_000 + b"</a>"


@unittest.skipIf(b"__asan_init" in XCAPD.read_bytes(), "sanitizers take terabytes of addresses")
class OutOfMemory(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = Service({"Authentication": {"trusted_peers": "127.0.0.1"},
                               "Process": {"workers": "1"}, "Limits": {"max_elements": "1000000"}})
        cls.addClassCleanup(cls.service.stop)
        cls.peer = cls.service.client(None)

    def limit_next_worker(self, size):
        """Of the worker that follows the one there is; nobody may limit one of another user."""
        master = self.service.xcapd.pid
        hard = resource.prlimit(master, resource.RLIMIT_AS)[1]
        resource.prlimit(master, resource.RLIMIT_AS, (size, hard))
        before = self.service.workers()
        os.kill(before[0], signal.SIGTERM)
        self.service.wait_until(lambda: self.service.workers() not in ([], before))
        self.assertEqual(self.peer("GET", APP + "doc").status, 200)

    def size_of_worker(self):
        status = Path(f"/proc/{self.service.workers()[0]}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmSize:"))
        return int(line.split()[1]) * 1024

    def test_a_request_too_large_for_the_memory_is_503_and_the_next_is_answered(self):
        self.assertEqual(self.peer("PUT", APP + "doc", b"<a/>").status, 201)
        etag = self.peer("GET", APP + "doc").etag
        size = self.size_of_worker()
        # The body alone does not fit; nor do, one after the other, what is made of it.
        for room in (1, 2, 4, 8, 12, 16, 24):
            with self.subTest(megabytes=room):
                self.limit_next_worker(size + room * 1024 * 1024)
                worker = self.service.workers()
                for _ in range(2):
                    answer = self.peer("PUT", APP + "doc", LARGE)
                    self.assertEqual(answer.status, 503)
                    self.assertRegex(answer.headers["retry-after"], r"^[1-9][0-9]*$")
                    after = self.peer("GET", APP + "doc")
                    self.assertEqual((after.body, after.etag), (b"<a/>", etag))
                self.assertEqual(self.service.workers(), worker, "the worker died")
        self.service.assert_logged("error", "outcome=out-of-memory")
        self.service.assert_logged("access", "outcome=out-of-memory")
        self.limit_next_worker(resource.RLIM_INFINITY)
        self.assertEqual(self.peer("PUT", APP + "doc", LARGE).status, 200)


if __name__ == "__main__":
    unittest.main()
