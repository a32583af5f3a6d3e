"""A test of `xcapd migrate` on a database that OpenXCAP left."""

import os
import shutil
import subprocess
import unittest

from .databases import new_database
from .openxcap_db import OpenXcapDatabase
from .service import XCAPD, directory_of, unprivileged_user


class MigrationTest(unittest.TestCase):
    def setUp(self):
        self.directory = directory_of(self)
        self.config = self.directory / "config.ini"
        self.storage = self.new_storage()
        self.kind = self.storage.kind
        self.database = OpenXcapDatabase(self.storage)
        self.write_config()

    def new_storage(self, folder="data"):
        (self.directory / folder).mkdir(exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(self.directory / folder, unprivileged_user())
        storage = new_database(self.directory / folder)
        self.addCleanup(storage.remove)
        return storage

    @property
    def path(self):
        """SQLite's file."""
        return self.storage.path

    def again(self, more=""):
        """The same database, fresh."""
        self.storage.clear()
        self.database = OpenXcapDatabase(self.storage)
        self.write_config(more)

    def write_config(self, more="", accounts=None):
        self.config.write_text(
            "[Server]\nroot = http://example.com/xcap-root\n"
            f"[Database]\nauthentication_db_uri = {(accounts or self.storage).uri}\n"
            f"storage_db_uri = {self.storage.uri}\n"
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
