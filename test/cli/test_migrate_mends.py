"""`xcapd migrate --apply`: tables, accounts and entity tags as OpenSIPS and xcapd need them."""

import hashlib
import sqlite3
import subprocess
import unittest

from harness import not_on, server_only, sqlite_only
from harness.migration import MigrationTest
from harness.openxcap_db import OpenXcapDatabase, ha1
from harness.service import XCAPD

# What a second row with one key is to the database's own client.
TWICE = (sqlite3.IntegrityError, AssertionError)


class Tables(MigrationTest):
    def test_an_openxcap_database_becomes_opensips_s(self):
        found = "\n".join(self.lines("--check", 1))
        for text in ("warning: version: the table is missing", "version: no row for xcap",
                     "version: no row for subscriber", "version: no row for watchers",
                     "error: xcap: no unique key on (username, domain, doc_type, doc_uri); "
                     "--apply creates it",
                     "error: subscriber: no unique key on (username, domain); --apply creates it",
                     "warning: subscriber.ha1_sha256: the column is missing; --apply adds it",
                     "warning: xcap: no index on source"):
            self.assertIn(text, found)
        self.assertEqual([line for line in self.apply() if not line.startswith("mended: ")], [])
        self.assertEqual(self.lines("--check", 0), [])
        self.assertEqual(set(self.database.rows("SELECT * FROM version")),
                         {("xcap", 4), ("subscriber", 8), ("watchers", 4)})
        with self.assertRaises(TWICE):
            self.database.add_document("alice")
        with self.assertRaises(TWICE):
            self.database.add_account("alice")
        self.assertEqual(self.columns("SELECT ha1_sha256 FROM subscriber"), ["", ""])

    def test_missing_tables_are_made(self):
        self.database.run("DROP TABLE watchers; DROP TABLE xcap")
        found = "\n".join(self.lines("--check", 1))
        self.assertIn("error: xcap: the table is missing; --apply creates it", found)
        self.assertIn("warning: watchers: the table is missing", found)
        self.apply()
        self.assertEqual(self.lines("--check", 0), [])

    def test_what_init_db_made_needs_nothing(self):
        self.storage.clear()
        subprocess.run([XCAPD, "-c", self.config, "init-db"], check=True, capture_output=True)
        self.assertEqual(self.lines("--check", 0), [])
        self.assertEqual(self.lines("--dry-run", 0), [])
        self.assertEqual(self.apply(), [])

    def test_columns_that_can_be_made_are_and_others_are_named(self):
        self.database.run("ALTER TABLE subscriber DROP COLUMN ha1; "
                          "ALTER TABLE xcap DROP COLUMN source; "
                          "ALTER TABLE xcap DROP COLUMN etag")
        found = "\n".join(self.lines("--check", 1))
        self.assertIn("error: subscriber.ha1: the column is missing; --apply adds it", found)
        self.assertIn("error: xcap.source: the column is missing; --apply adds it", found)
        self.assertIn("error: xcap.etag: the column is missing; add it", found)
        left = "\n".join(line for line in self.apply(1) if not line.startswith("mended: "))
        self.assertIn("xcap.etag", left)
        self.assertNotIn("xcap.source", left)
        self.assertEqual(self.columns("SELECT source FROM xcap"), [0, 0])

    @server_only("SQLite does not look at widths")
    def test_a_narrow_column_is_the_operator_s_to_widen(self):
        self.database.run({"mysql": "ALTER TABLE xcap MODIFY username VARCHAR(32)",
                           "postgresql": "ALTER TABLE xcap ALTER username TYPE VARCHAR(32)"}
                          [self.kind])
        self.assertEqual([line for line in self.apply(1) if not line.startswith("mended: ")],
                         ["error: xcap.username: declared for 32 characters, 64 are needed; widen "
                          "the column"])

    @server_only("SQLite does not look at widths")
    def test_a_document_of_the_largest_size_fits_afterwards(self):
        """FACTS 3.3: OpenXCAP's BLOB takes 64 KiB."""
        if self.kind == "mysql":
            self.assertIn("error: xcap.doc: declared for 65535 bytes, 2097152 are needed; --apply "
                          "makes it a LONGBLOB", self.lines("--check", 1))
        before = self.columns("SELECT doc FROM xcap ORDER BY id")
        self.apply()
        self.assertEqual(self.columns("SELECT doc FROM xcap ORDER BY id"), before)
        self.database.run("UPDATE xcap SET doc = " +
                          ("repeat('a', 2097152)" if self.kind == "mysql"
                           else "repeat('a', 2097152)::bytea"))
        self.assertEqual(self.columns("SELECT DISTINCT length(doc) FROM xcap"), [2097152])

    @sqlite_only("elsewhere it is an error")
    def test_a_narrow_column_is_a_note_on_sqlite(self):
        self.apply()
        self.database.run("ALTER TABLE xcap RENAME TO old; CREATE TABLE xcap (id INTEGER PRIMARY "
                          "KEY, subscriber_id, username VARCHAR(32), domain, doc BLOB, doc_type, "
                          "etag, source, doc_uri, port, UNIQUE (username, domain, doc_type, "
                          "doc_uri)); INSERT INTO xcap SELECT * FROM old; DROP TABLE old; "
                          "CREATE INDEX xcap_source_idx ON xcap (source)")
        line, = self.lines("--check", 0)
        self.assertTrue(line.startswith("note: xcap.username: declared for 32 characters, 64 are "))

    def test_tables_of_other_names(self):
        self.database.run("ALTER TABLE subscriber RENAME TO people; "
                          "ALTER TABLE people RENAME COLUMN username TO login")
        self.write_config("[Database]\nsubscriber_table = people\nuser_col = login\n")
        self.apply()
        self.assertEqual(self.lines("--check", 0), [])
        self.assertEqual(self.columns("SELECT table_version FROM version "
                                      "WHERE table_name = 'people'"), [8])
        self.write_config("[Database]\nxcap_table = papers\nsubscriber_table = people\n"
                          "user_col = login\n")
        self.assertIn("error: papers: the table is missing; only tables of the default names",
                      "\n".join(self.apply(1)))

    def test_accounts_may_be_a_view_and_then_stay_as_they_are(self):
        self.database.run("ALTER TABLE subscriber RENAME TO people; CREATE VIEW subscriber AS "
                          "SELECT username, domain, password, ha1 FROM people; "
                          "INSERT INTO people (username, domain, password) "
                          "VALUES ('carol', 'example.com', '123')")
        self.write_config("[Authentication]\ncleartext_passwords = Yes\n")
        before = self.database.rows("SELECT * FROM people")
        left = "\n".join(line for line in self.apply(1) if not line.startswith("mended: "))
        self.assertIn("(carol@example.com): no ha1; this is a view: mend the table", left)
        self.assertEqual(self.database.rows("SELECT * FROM people"), before)
        with self.assertRaises(TWICE):
            self.database.add_document("alice")

    def test_documents_and_accounts_in_two_databases(self):
        other = self.new_storage("accounts")
        OpenXcapDatabase(other)
        self.write_config(accounts=other)
        script = "\n".join(self.lines("--dry-run", 1))
        first, second = (part.splitlines()[0] for part in script.split("-- ")[1:])
        self.assertTrue(second.endswith(other.uri.rpartition("/")[2]), second)
        self.assertTrue(first.endswith(self.storage.uri.rpartition("/")[2]), first)
        self.assertNotIn("secret", script)
        self.apply()
        self.assertEqual(self.lines("--check", 0), [])
        self.assertEqual(set(self.columns("SELECT table_name FROM version")), {"xcap", "watchers"})


class Accounts(MigrationTest):
    def hashes(self, name):
        return self.database.rows("SELECT ha1, ha1_sha256, ha1_sha512t256 FROM subscriber WHERE "
                                  "username = ?", name)[0]

    def expected(self, name, password):
        text = f"{name}:example.com:{password}".encode()
        return tuple(hashlib.new(kind, text).hexdigest()
                     for kind in ("md5", "sha256", "sha512_256"))

    def test_hashes_are_computed_from_passwords_in_clear(self):
        self.again("[Authentication]\ncleartext_passwords = Yes\n")
        self.database.add_account("carol", password="it's")
        self.assertIn("warning: subscriber row 3 (carol@example.com): no ha1, ha1_sha256, "
                      "ha1_sha512t256; --apply computes them from the clear password",
                      self.lines("--check", 1))
        self.apply()
        self.assertEqual(self.hashes("carol"), self.expected("carol", "it's"))
        self.assertEqual(self.lines("--check", 0), [])

    def test_ha1b_is_computed_where_the_table_has_it(self):
        self.again("[Authentication]\ncleartext_passwords = Yes\n")
        self.database.run("ALTER TABLE subscriber ADD COLUMN ha1b VARCHAR(64)")
        self.database.add_account("carol", password="456")
        self.apply()
        self.assertEqual(self.columns("SELECT ha1b FROM subscriber WHERE username = 'carol'"),
                         [ha1("carol@example.com", "456")])

    def test_without_the_setting_a_password_is_clear_if_the_hashes_prove_it(self):
        self.database.run("UPDATE subscriber SET password = '123'")
        self.database.add_account("carol", password="456")
        self.apply()
        self.assertEqual(self.hashes("carol"), self.expected("carol", "456"))

    def test_what_may_be_a_hash_is_no_password(self):
        """Else whoever has the hash could log in with it."""
        for alice in ("$6$salt$hash", None):
            self.again()
            self.database.rows("UPDATE subscriber SET password = ? WHERE username = 'alice'", alice)
            self.database.add_account("carol", password="5f4dcc3b5aa765d61d8327deb882cf99")
            left = "\n".join(self.apply(1))
            self.assertIn("error: subscriber row 3 (carol@example.com): no ha1", left)
            self.assertIn("cleartext_passwords = Yes", left)
            self.assertEqual(self.hashes("carol")[1:], ("", ""))

    def test_an_algorithm_without_hashes_is_said_once(self):
        self.again("[Authentication]\ndigest_algorithms = SHA-256, MD5\n")
        self.apply(1)
        line, = self.lines("--check", 1)
        self.assertIn("warning: subscriber: 2 accounts have no hash for SHA-256", line)

    def test_documents_of_a_doubled_account_stay_with_it(self):
        self.database.add_account("bob", ha1=ha1("bob"))
        self.database.run("UPDATE xcap SET subscriber_id = 3 WHERE username = 'bob'")
        self.apply()
        self.assertEqual(self.columns("SELECT subscriber_id FROM xcap ORDER BY 1"), [1, 2])
        self.assertEqual(self.columns("SELECT id FROM subscriber ORDER BY 1"), [1, 2])

    def without_primary_keys(self):
        for table in ("xcap", "subscriber"):
            self.database.run(f"CREATE TABLE copy AS SELECT * FROM {table}; DROP TABLE {table}; "
                              f"ALTER TABLE copy RENAME TO {table}")

    @not_on("mysql", "there nothing tells such rows apart")
    def test_rows_that_share_their_id_too_leave_one(self):
        """A dump restored twice into tables without a primary key."""
        self.without_primary_keys()
        for table in ("xcap", "subscriber"):
            self.database.run(f"INSERT INTO {table} SELECT * FROM {table}")
        self.apply()
        self.assertEqual(self.columns("SELECT username FROM xcap ORDER BY 1"), ["alice", "bob"])
        self.assertEqual(self.columns("SELECT username FROM subscriber ORDER BY 1"), ["alice", "bob"])
        self.assertEqual(self.columns("SELECT subscriber_id FROM xcap ORDER BY 1"), [1, 2])
        self.assertEqual(self.lines("--check", 0), [])

    def test_rows_that_nothing_tells_apart_all_stay(self):
        if self.kind != "mysql":
            self.skipTest("about MySQL alone: it has no number of a row")
        self.without_primary_keys()
        for table in ("xcap", "subscriber"):
            self.database.run(f"INSERT INTO {table} SELECT * FROM {table}")
        left = "\n".join(line for line in self.apply(1) if not line.startswith("mended: "))
        self.assertIn("and the same document; delete one of the two", left)
        self.assertIn("twice; give the rows of the table an id", left)
        self.assertEqual(len(self.columns("SELECT id FROM xcap")), 4)
        self.assertEqual(len(self.columns("SELECT id FROM subscriber ORDER BY 1")), 4)

    @sqlite_only("a column may hold anything there")
    def test_an_id_that_is_no_number_is_only_a_value(self):
        self.without_primary_keys()
        self.database.run("CREATE TABLE copy(id, subscriber_id, username, domain, doc, doc_type, "
                          "etag, source, doc_uri, port); INSERT INTO copy SELECT * FROM xcap; "
                          "DROP TABLE xcap; ALTER TABLE copy RENAME TO xcap")
        self.database.add_document("alice", id="0 OR 1=1")
        self.apply()
        self.assertEqual(self.columns("SELECT id FROM xcap"), [1, 2])


class Etags(MigrationTest):
    def test_quotes_are_cut_and_new_ones_are_tags(self):
        for number, etag in enumerate(('"abc"', 'W/"def"', '""', '"', "", '"a\'b"', "a b"), 3):
            self.database.add_document("carol", etag=etag, doc_uri=str(number))
        self.apply()
        tags = self.columns("SELECT etag FROM xcap WHERE id > 2 ORDER BY id")
        self.assertEqual(tags[:2] + tags[5:6], ["abc", "def", "a'b"])
        for tag in tags[2:5] + tags[6:]:
            self.assertRegex(tag, "^[0-9a-f]{32}$")
        self.assertEqual(len(set(tags)), 7)


if __name__ == "__main__":
    unittest.main()
