"""No room for what a client writes: 503 with Retry-After, the old document stands, and writes go on
by themselves when there is room. Not 507: RFC 4918 11.5 wants a client not to repeat by itself what
that answers, and RFC 4825 clients know HTTP's own codes."""

import errno
import resource
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from harness import Service
from harness.databases import SqliteFile, sqlite_only
from harness.ports import unprivileged_user

APP = "/xcap-root/test-app/users/sip:alice@example.com/"
LARGE = b"<a>" + b"x" * 400_000 + b"</a>"


class NoRoom:
    """A class says in fill() and make_room() what takes the room."""

    def start(self, database=None):
        self.service = Service({"Authentication": {"trusted_peers": "127.0.0.1"},
                                "Process": {"workers": "2"}}, database=database)
        self.addCleanup(self.service.stop)
        self.peer = self.service.client(None)

    def test_a_write_without_room_is_503_and_changes_nothing_until_there_is_room(self):
        self.assertEqual(self.peer("PUT", APP + "doc", b"<a/>").status, 201)
        before = self.peer("GET", APP + "doc")
        self.fill()
        workers = sorted(self.service.workers())
        for _ in range(5):  # both workers, and again
            for document in ("doc", "other"):
                answer = self.peer("PUT", APP + document, LARGE)
                self.assertEqual(answer.status, 503)
                self.assertRegex(answer.headers["retry-after"], r"^[1-9][0-9]*$")
            after = self.peer("GET", APP + "doc")
            self.assertEqual((after.body, after.etag), (b"<a/>", before.etag))
            self.assertEqual(self.peer("GET", APP + "other").status, 404)
        self.service.assert_logged("error", "outcome=store-unavailable method=PUT")
        self.service.assert_logged("error", self.cause)
        self.assertEqual(sorted(self.service.workers()), workers, "a worker died")
        self.make_room()
        self.assertEqual(self.peer("PUT", APP + "doc", LARGE, if_match=before.etag).status, 200)
        self.assertEqual(self.peer("GET", APP + "doc").body, LARGE)
        self.assertEqual(self.peer("PUT", APP + "other", LARGE).status, 201)


@sqlite_only("the files of a server are the server's business")
class NoLargerFile(NoRoom, unittest.TestCase):
    """Files that may not grow beyond RLIMIT_FSIZE: write(2) fails, and there is SIGXFSZ."""

    cause = "disk I/O error"

    def setUp(self):
        self.start()

    def limit(self, size):
        """Of the workers to come; nobody may limit those of another user in every container."""
        master = self.service.xcapd.pid
        hard = resource.prlimit(master, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(master, resource.RLIMIT_FSIZE, (size, hard))
        self.service.reload()
        self.service.wait_until(lambda: len(self.service.workers()) == 2)  # the old ones are gone

    def fill(self):
        self.limit(200_000)

    def make_room(self):
        self.limit(resource.RLIM_INFINITY)


@sqlite_only("the files of a server are the server's business")
class FullDisk(NoRoom, unittest.TestCase):
    """A small file system of its own, full to the last byte; needs the right to mount one."""

    cause = "database or disk is full"

    def setUp(self):
        self.disk = Path(tempfile.mkdtemp(prefix="xcapd-test-"))
        self.addCleanup(self.disk.rmdir)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m,mode=0755", "none", self.disk],
                              capture_output=True)
        if done.returncode:
            self.skipTest("no file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", self.disk], check=True)
        shutil.chown(self.disk, unprivileged_user())
        self.ballast = self.disk / "ballast"
        self.start(SqliteFile(self.disk / "xcapd.sqlite"))

    def fill(self):
        with self.ballast.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError as error:
                self.assertEqual(error.errno, errno.ENOSPC)

    def make_room(self):
        self.ballast.unlink()


if __name__ == "__main__":
    unittest.main()
