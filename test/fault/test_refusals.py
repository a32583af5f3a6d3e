"""The database server answers, but not now: locks, deadlocks, limits, read-only, a full disk. The
rest of the rows of the table in common/store/outcomes.h, each caused for real."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
import unittest

from harness.databases import KIND, ServerDatabase
from harness.outcomes import APP, PATIENCE, WRITE_TIMEOUT, Later, ServerCase

PLAIN, PLAIN_PASSWORD = "plain", "plain-secret"


class Locked(ServerCase):
    """Another session holds the lock that a write needs."""

    write_timeout = 6.0

    @contextlib.contextmanager
    def locked(self, statement):
        with self.server.sql.session(self.database.name) as other:
            other.run(f"BEGIN; {statement};")
            yield other

    def lock_row(self):
        return self.locked(f"UPDATE xcap SET source = 1 WHERE doc_uri = '{self.name}'")

    def later(self, *request, **headers):
        """A request that now waits for the lock."""
        client = self.service.client(None)
        later = Later(lambda: client(*request, **headers))
        self.service.wait_until(lambda: self.server.lock_waits() > 0 or not later.is_waiting())
        self.assertTrue(later.is_waiting(), (later.result, self.service.log_tail()))
        return later

    def test_a_write_waits_for_the_lock_and_is_done(self):
        for method, body, then in (("PUT", b"<a>new</a>", b"<a>new</a>"), ("DELETE", None, None)):
            with self.subTest(method), self.lock_row() as other:
                write = self.later(method, self.target, body)
                other.run("ROLLBACK;")
                self.assertEqual(write.answer().status, 200)
                self.assert_stored(then)

    def test_a_write_that_waited_for_another_is_decided_again(self):
        change = "UPDATE xcap SET etag = '{}' WHERE doc_uri = '{}'"
        etag = self.peer("GET", self.target).etag
        with self.locked(change.format("other", self.name)) as other:
            write = self.later("PUT", self.target, b"<a>new</a>", if_match=etag)
            other.run("COMMIT;")
            self.assertEqual(write.answer().status, 412)
        self.assert_stored(b"<a>old</a>")
        with self.locked(change.format("another", self.name)) as other:
            write = self.later("PUT", self.target, b"<a>new</a>")
            other.run("COMMIT;")
            self.assertEqual(write.answer().status, 200)
        self.assert_stored(b"<a>new</a>")

    def test_a_creation_that_waited_for_another_is_decided_again(self):
        for end, status in (("ROLLBACK;", 201), ("COMMIT;", 200)):
            name = f"{self.name}-{status}"
            with self.subTest(end), self.locked(
                    "INSERT INTO xcap (username, domain, doc_type, doc_uri, doc, etag, source, "
                    "port) SELECT username, domain, doc_type, "
                    f"'{name}', '<a>other</a>', 'other', 0, 0 FROM xcap "
                    f"WHERE doc_uri = '{self.name}'") as other:
                write = self.later("PUT", APP + name, b"<a>new</a>")
                other.run(end)
                self.assertEqual(write.answer().status, status)
                self.assert_stored(b"<a>new</a>", name)

    def test_the_victim_of_a_deadlock_is_done_behind_the_other(self):
        before = self.deadlocks()
        statement, then = self.crossing_locks()
        with self.locked(statement) as other:
            write = self.later("PUT", self.target, b"<a>new</a>")
            other.say(then)
            self.service.wait_until(lambda: self.deadlocks() > before)
            # The write waits again.
            other.run("COMMIT;")
            self.assertEqual(write.answer().status, 200)
        self.assert_stored(b"<a>new</a>")

    def crossing_locks(self):
        """A statement whose locks a write waits for while it holds what the second one needs."""
        if KIND == "postgresql":
            return (f"UPDATE xcap SET source = 1 WHERE doc_uri = '{self.name}'",
                    "LOCK TABLE xcap IN SHARE MODE;")
        # The row by its id; a write comes by the unique key, and holds that.
        row, = self.database.rows(f"SELECT id FROM xcap WHERE doc_uri = '{self.name}'")
        self.database.rows("CREATE TABLE IF NOT EXISTS weight (n INT) ENGINE=InnoDB;"
                           "INSERT INTO weight SELECT seq FROM seq_1_to_1000;")
        # InnoDB ends the session that has done less.
        return (f"UPDATE weight SET n = n + 1; UPDATE xcap SET source = 1 WHERE id = {row[0]}",
                f"SELECT COUNT(*) FROM xcap FORCE INDEX (account_doc_type_idx) WHERE "
                f"username = 'alice' AND domain = 'example.com' AND doc_uri = '{self.name}' "
                f"FOR UPDATE;")

    def deadlocks(self):
        if KIND == "postgresql":
            return self.server.log.read_text(errors="replace").count("deadlock detected")
        rows = self.server.sql.rows("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'")
        return int(rows[0][1])


class LockedForLong(Locked):
    write_timeout = WRITE_TIMEOUT

    test_a_write_waits_for_the_lock_and_is_done = None
    test_a_write_that_waited_for_another_is_decided_again = None
    test_a_creation_that_waited_for_another_is_decided_again = None
    test_the_victim_of_a_deadlock_is_done_behind_the_other = None

    def test_a_write_is_503_when_write_timeout_is_over_and_reads_go_on(self):
        with self.lock_row() as other:
            for method, body in (("PUT", b"<a>new</a>"), ("DELETE", None)):
                start = time.monotonic()
                self.assert_unavailable(self.peer(method, self.target, body))
                self.assertGreater(time.monotonic() - start, WRITE_TIMEOUT * 0.9)
                self.assertLess(time.monotonic() - start, PATIENCE)
                self.assertEqual(self.peer("GET", self.target).body, b"<a>old</a>")
            other.run("ROLLBACK;")
        self.assert_stored(b"<a>old</a>")
        self.assertEqual(self.peer("PUT", self.target, b"<a>new</a>").status, 200)


class Serializable(Locked):
    """What the server has as its default: sessions ask for READ COMMITTED, in which no write fails
    because of another's."""

    @classmethod
    def make_database(cls):
        database = super().make_database()
        if KIND == "postgresql":
            cls.server.sql.rows(f"ALTER DATABASE {database.name} "
                                "SET default_transaction_isolation = 'serializable'")
        else:
            cls.server.sql.rows("SET GLOBAL TRANSACTION ISOLATION LEVEL SERIALIZABLE")
        return database


class PlainUser(ServerCase):
    """xcapd logs in as a user who may not pass over the server's limits."""

    @classmethod
    def make_database(cls):
        database = super().make_database()
        sql = cls.server.sql
        if KIND == "postgresql":
            sql.rows(f"CREATE ROLE {PLAIN} LOGIN PASSWORD '{PLAIN_PASSWORD}'")
            sql.rows(f"ALTER DATABASE {database.name} OWNER TO {PLAIN}")
        else:
            sql.rows(f"CREATE USER {PLAIN} IDENTIFIED BY '{PLAIN_PASSWORD}'")
            sql.rows(f"GRANT ALL ON {database.name}.* TO {PLAIN}")
        database.uri = database.uri.replace(f"{sql.user}:{sql.password}@",
                                            f"{PLAIN}:{PLAIN_PASSWORD}@")
        return database

    def test_too_many_connections_are_503_until_there_is_room(self):
        with self.no_room():
            self.proxy.cut_all()
            self.assert_refuses(reads=503)
            self.service.assert_logged("error", "oo many connections")
        self.assert_nothing_changed()
        self.assertEqual(self.peer("GET", self.target).body, b"<a>old</a>")

    @contextlib.contextmanager
    def no_room(self):
        sql = self.server.sql
        if KIND == "postgresql":
            sql.rows(f"ALTER ROLE {PLAIN} CONNECTION LIMIT 0")
            try:
                yield
            finally:
                sql.rows(f"ALTER ROLE {PLAIN} CONNECTION LIMIT -1")
            return
        # The least there may be; who has not logged in yet counts too.
        before, = sql.rows("SELECT @@max_connections, @@connect_timeout")
        sql.rows("SET GLOBAL max_connections = 10; SET GLOBAL connect_timeout = 600;")
        try:
            with contextlib.ExitStack() as held:
                for _ in range(10):
                    held.enter_context(socket.create_connection(("127.0.0.1", sql.port)))
                yield
        finally:
            self.service.wait_until(lambda: self.can_log_in())
            sql.rows(f"SET GLOBAL max_connections = {before[0]}; "
                     f"SET GLOBAL connect_timeout = {before[1]};")

    def can_log_in(self):
        return self.server.answers()

    def test_a_read_only_database_serves_reads_and_refuses_writes(self):
        with self.read_only():
            self.proxy.cut_all()
            self.assert_refuses(reads=200)
            self.service.assert_logged("error", "read-only")
        self.assert_nothing_changed()
        self.assertEqual(self.peer("PUT", self.target, b"<a>new</a>").status, 200)
        self.assert_stored(b"<a>new</a>")

    @contextlib.contextmanager
    def read_only(self):
        name = self.database.name
        on, off = ((f"ALTER DATABASE {name} SET default_transaction_read_only = on",
                    f"ALTER DATABASE {name} RESET default_transaction_read_only")
                   if KIND == "postgresql" else
                   ("SET GLOBAL read_only = 1", "SET GLOBAL read_only = 0"))
        self.server.sql.rows(on)
        try:
            yield
        finally:
            # Into another database: in this one everything is read-only.
            self.server.sql.rows(off)


class DiskFull(ServerCase):
    """The database lies on a file system of its own, a small one."""

    @classmethod
    def make_database(cls):
        database = super().make_database()
        database.remove = lambda: None  # it goes with the server
        cls.disk = cls.server.directory / "disk"
        if KIND == "mysql":
            cls.disk = cls.server.data / database.name  # the directory of its tables
            shutil.rmtree(cls.disk)
        cls.disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "none", cls.disk],
                                 capture_output=True, text=True)
        if mounted.returncode:
            raise unittest.SkipTest("no small file system: " + mounted.stderr.strip())
        # Class cleanups run backwards: the server is stopped first.
        cls.addClassCleanup(subprocess.run, ["umount", "-l", cls.disk], check=True)
        cls.addClassCleanup(cls.server.stop)
        owner = cls.server.data.stat()
        os.chown(cls.disk, owner.st_uid, owner.st_gid)
        if KIND == "postgresql":
            cls.server.sql.rows(f"CREATE TABLESPACE small LOCATION '{cls.disk}'")
            cls.server.sql.rows(f"ALTER DATABASE {database.name} SET TABLESPACE small")
        return database

    @classmethod
    def setUpClass(cls):
        if os.geteuid() != 0:
            raise unittest.SkipTest("only root may mount a small file system")
        super().setUpClass()

    def test_a_write_that_the_disk_has_no_room_for_is_503_until_there_is(self):
        big = b"<a>" + os.urandom(400_000).hex().encode() + b"</a>"
        filler = self.disk / "filler"
        try:
            with contextlib.suppress(OSError), open(filler, "wb", buffering=0) as file:
                while True:
                    file.write(bytes(4096))
            refused = self.fill(big)
            self.assert_unavailable(refused)
            self.service.assert_logged("error", "outcome=store-unavailable method=PUT")
            self.assertEqual(self.peer("GET", self.target).body, b"<a>old</a>")
        finally:
            filler.unlink()
        self.assert_stored(b"<a>old</a>")
        self.assertEqual(self.peer("PUT", self.target, big).status, 200)
        self.assert_stored(big)

    def fill(self, big):
        """The first write that finds no room: tables have some of their own. It does not replace
        what is stored."""
        for number in range(20):
            name = f"{self.name}-{number}"
            answer = self.timed(lambda: self.peer("PUT", APP + name, big), 30)
            if answer.status != 201:
                self.assert_stored(None, name)
                self.assert_unavailable(self.peer("PUT", self.target, big))
                return answer
            self.assert_stored(big, name)
        self.fail("the disk is not full")


if __name__ == "__main__":
    unittest.main()
