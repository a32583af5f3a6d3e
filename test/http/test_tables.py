"""Tables that cannot serve stop the start with one line; those that only ignore case are a warning,
and names that differ in case are never mixed up."""

import re
import unittest

from harness import LIST, Service, server_only, sqlite_only

ROOT = "/xcap-root/resource-lists/users/sip:{}@example.com/{}"
TRUSTED = {"Authentication": {"trusted_peers": "127.0.0.1", "require_known_user": "No"}}
KEY = {"mysql": "ALTER TABLE xcap DROP INDEX account_doc_type_idx",
       "postgresql": "ALTER TABLE xcap DROP CONSTRAINT xcap_account_doc_type_idx"}


class Tables(unittest.TestCase):
    def setUp(self):
        self.service = Service(TRUSTED, start=False)
        self.addCleanup(self.service.stop)
        self.kind = self.service.storage.kind
        done = self.service.command("init-db")
        self.assertEqual(done.returncode, 0, done.stderr)

    def change(self, **statements):
        """The statement of this database."""
        self.service.storage.rows(statements[self.kind])

    def change_type(self, column, mysql, postgresql):
        self.change(mysql=f"ALTER TABLE xcap MODIFY {column} {mysql} NOT NULL",
                    postgresql=f"ALTER TABLE xcap ALTER COLUMN {column} TYPE {postgresql}")

    def assert_refused(self, *words):
        """By check and by serve, in one line each."""
        check = self.service.command("check")
        serve = self.service.command("serve", "--foreground")
        for done in (check, serve):
            self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
            line, = done.stderr.splitlines()
            for word in words:
                self.assertIn(word, line)

    def assert_warned(self, *words):
        """In the log, once for all workers."""
        done = self.service.command("check")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.service.start_xcapd()
        for text in (done.stderr, self.service.xcapd_log()):
            lines = [line for line in text.splitlines() if all(word in line for word in words)]
            self.assertEqual(len(lines), 1, text)


class Fit(Tables):
    def test_what_init_db_made_is_fit_and_init_db_may_be_repeated(self):
        done = self.service.command("init-db")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        done = self.service.command("check")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_a_database_that_is_away_is_a_warning(self):
        text = self.service.config.read_text()
        if self.kind == "sqlite":
            self.service.database.write_text("no database at all" * 100)
        else:
            self.service.config.write_text(re.sub(r"127.0.0.1:\d+/xcapd_", "127.0.0.1:1/x", text))
        self.assert_warned("cannot look at the tables")

    @sqlite_only("elsewhere it is refused")
    def test_without_a_unique_key_sqlite_s_own_statement_guards(self):
        self.service.storage.rows("ALTER TABLE xcap RENAME TO old")
        self.service.storage.rows("CREATE TABLE xcap AS SELECT * FROM old")
        self.assert_warned("no unique key on (username, domain, doc_type, doc_uri)",
                           "`xcapd migrate --apply` creates it")


@server_only("a file holds any length, and its one writer guards the key")
class Refusals(Tables):
    def test_no_unique_key(self):
        self.change(**KEY)
        self.assert_refused("table xcap has no unique key on (username, domain, doc_type, doc_uri)",
                            "`xcapd migrate --apply` creates it")

    def test_a_key_of_more_columns_or_of_some_rows_only(self):
        self.change(**KEY)
        self.change(mysql="CREATE UNIQUE INDEX narrow ON xcap (username, domain, doc_type, doc_uri, "
                          "etag)",
                    postgresql="CREATE UNIQUE INDEX of_some ON xcap (username, domain, doc_type, "
                               "doc_uri) WHERE doc_type = 4")
        self.assert_refused("no unique key")

    def test_a_document_column_that_is_too_small(self):
        """FACTS 3.3: OpenXCAP's BLOB takes 64 KiB."""
        self.change(mysql="ALTER TABLE xcap MODIFY doc BLOB NOT NULL",
                    postgresql="ALTER TABLE xcap ALTER COLUMN doc TYPE VARCHAR(65535) "
                               "USING encode(doc, 'hex')")
        self.assert_refused("table xcap, column doc", "takes 65535 of 2097152 bytes "
                            "([Limits] max_document_size)",
                            {"mysql": "`xcapd migrate --apply` widens it",
                             "postgresql": "widen the column"}[self.kind])

    def test_columns_that_are_too_narrow(self):
        for column, enough in (("etag", 32), ("username", 64), ("domain", 64), ("doc_uri", 255)):
            with self.subTest(column):
                for width, is_fit in ((enough - 1, False), (enough, True)):
                    self.change_type(column, f"VARCHAR({width})", f"VARCHAR({width})")
                    if not is_fit:
                        self.assert_refused(f"table xcap, column {column}",
                                            f"takes {width} of {enough} characters",
                                            "widen the column")
                self.assertEqual(self.service.command("check").returncode, 0)

    def test_a_column_that_is_missing(self):
        self.service.storage.rows("ALTER TABLE xcap DROP COLUMN port")
        self.assert_refused("table xcap has no column port")

    def test_a_table_that_is_missing(self):
        self.service.storage.rows("DROP TABLE xcap")
        self.assert_refused("table xcap is missing", "`xcapd init-db` makes it")

    def test_a_reload_is_refused_too(self):
        self.service.start_xcapd()
        self.change(**KEY)
        self.service.signal(1)
        self.service.wait_for("event=reload refused: table xcap has no unique key")
        self.assertTrue(self.service.is_running())


class Case(Tables):
    def ignore_case(self):
        rows = self.service.storage.rows
        if self.kind == "mysql":
            rows("ALTER TABLE xcap CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci")
        elif self.kind == "postgresql":
            rows("CREATE EXTENSION citext")
            for column in ("username", "domain", "doc_uri"):
                rows(f"ALTER TABLE xcap ALTER COLUMN {column} TYPE citext")
        else:
            rows("DROP TABLE xcap")
            rows("CREATE TABLE xcap (id INTEGER PRIMARY KEY, username TEXT COLLATE NOCASE, domain "
                 "TEXT COLLATE NOCASE, doc BLOB, doc_type INTEGER, etag TEXT, source INTEGER, "
                 "doc_uri TEXT COLLATE NOCASE, port INTEGER, "
                 "UNIQUE (username, domain, doc_type, doc_uri))")

    def test_a_collation_that_ignores_case_is_said_once(self):
        self.ignore_case()
        self.assert_warned("warning", "table xcap, column username, domain, doc_uri: the collation "
                           "ignores case")

    def test_names_that_collide_are_409_and_never_mixed_up(self):
        self.ignore_case()
        self.service.start_xcapd()
        self.service.start_nginx()
        peer = self.service.client(None)
        self.assertEqual(peer("PUT", ROOT.format("bob", "index"), LIST).status, 201)
        for other in (ROOT.format("Bob", "index"), ROOT.format("bob", "INDEX")):
            self.assertEqual(peer("GET", other).status, 404)
            self.assertEqual(peer("DELETE", other).status, 404)
            put = peer("PUT", other, LIST)
            self.assertEqual(put.status, 409, put.text)
        self.assertEqual(peer("GET", ROOT.format("bob", "index")).body, LIST)


if __name__ == "__main__":
    unittest.main()
