"""A test of `xcapd migrate` on a database that OpenXCAP left."""

import subprocess
import unittest

from .openxcap_db import OpenXcapDatabase
from .service import XCAPD, directory_of, unprivileged_user


class MigrationTest(unittest.TestCase):
    def setUp(self):
        self.directory = directory_of(self)
        data = self.directory / "data"
        self.config = self.directory / "config.ini"
        self.make(data)

    def make(self, data, more=""):
        self.path = data / "openxcap.sqlite"
        self.path.unlink(missing_ok=True)
        self.database = OpenXcapDatabase(self.path)
        self.write_config(more)

    def again(self, more=""):
        """The same database, fresh."""
        self.make(self.path.parent, more)

    def write_config(self, more=""):
        uri = f"sqlite:///{self.path}"
        self.config.write_text(
            "[Server]\nroot = http://example.com/xcap-root\n"
            f"[Database]\nauthentication_db_uri = {uri}\nstorage_db_uri = {uri}\n"
            f"[Process]\nuser = {unprivileged_user()}\n{more}")

    def migrate(self, *words):
        done = subprocess.run([XCAPD, "-c", self.config, "migrate", *words], text=True,
                              capture_output=True, timeout=30)
        return done.returncode, done.stdout, done.stderr

    def lines(self, mode, status):
        code, out, err = self.migrate(mode)
        self.assertEqual((code, err), (status, ""), out)
        return out.splitlines()

    def apply(self, status=0):
        return self.lines("--apply", status)

    def columns(self, sql, *values):
        return [row[0] for row in self.database.rows(sql, *values)]
