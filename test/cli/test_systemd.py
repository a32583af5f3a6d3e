"""The systemd units, and that xcapd serves as they start it."""

import os
import shutil
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

from harness import Service
from harness.service import TREE, XCAPD

APP = "/xcap-root/test-app/users/sip:alice@example.com/app"


class Units(unittest.TestCase):
    def setUp(self):
        self.directory = Path(tempfile.mkdtemp(prefix="xcapd-test-"))
        self.addCleanup(shutil.rmtree, self.directory)
        (self.directory / "xcapd").symlink_to(XCAPD)
        for name in ("xcapd.service", "xcapd.socket"):
            text = (TREE / "init" / name).read_text()
            (self.directory / name).write_text(text.replace("@SBINDIR@", str(self.directory)))

    def test_systemd_understands_both_units(self):
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", "./xcapd.service",
                               "./xcapd.socket"], text=True, capture_output=True, timeout=60,
                              cwd=self.directory)
        self.assertEqual((done.returncode, done.stderr), (0, ""))


@unittest.skipUnless(os.geteuid() == 0, "only root can become another user")
class Started(unittest.TestCase):
    """As by the unit: never root, and a member of nginx's group."""

    def test_a_master_without_root_serves_reloads_and_is_replaced(self):
        service = Service({"Authentication": {"trusted_peers": "127.0.0.1",
                                              "require_known_user": "No"},
                           "Process": {"socket_group": "www-data"}}, start=False)
        self.addCleanup(service.stop)
        for name in ("data", "run"):
            shutil.chown(service.directory / name, "nobody", "nogroup")
        # A copy, because the tree may lie where only root may enter.
        program = shutil.copy(XCAPD, service.directory / "xcapd")
        service.start_xcapd(program=program, user="nobody", group="nogroup",
                            extra_groups=["www-data"], umask=0o77)
        self.assertEqual((service.socket.owner(), service.socket.group()), ("nobody", "www-data"))
        self.assertEqual(service.socket.stat().st_mode & 0o777, 0o660)
        service.start_nginx()
        client = service.client(None)
        self.assertEqual(client("PUT", APP, b"<a/>").status, 201)
        service.reload()
        self.assertEqual(client("GET", APP).status, 200)
        service.signal(signal.SIGUSR2)
        service.wait_for("event=ready", 2)
        self.assertEqual(client("PUT", APP, b"<b/>").status, 200)
        service.signal(signal.SIGTERM)
        self.assertEqual(service.xcapd.wait(20), 0)
        self.assertFalse(service.socket.exists())


if __name__ == "__main__":
    unittest.main()
