"""The commands of an operator whose database is on a server, MariaDB or PostgreSQL."""

import re
import subprocess
import unittest

from harness import LIST, server_only
from harness.databases import KIND, ServerDatabase, server_of
from harness.openxcap_db import ETAG, TABLES, WORDS, ha1
from harness.ports import free_port
from harness.service import TREE, XCAPD, directory_of, unprivileged_user

KEY = {"mysql": "ALTER TABLE xcap DROP KEY account_doc_type_idx",
       "postgresql": "ALTER TABLE xcap DROP CONSTRAINT xcap_account_doc_type_idx"}


@server_only("what SQLite does is in the other modules")
class Commands(unittest.TestCase):
    def setUp(self):
        self.database = ServerDatabase(server_of(KIND))
        self.addCleanup(self.database.remove)
        directory = directory_of(self)
        self.config = directory / "config.ini"
        self.nonce = directory / "data" / "nonce"
        self.socket = directory / "data" / "socket"
        self.write_config(self.database.uri)

    def write_config(self, uri, more=""):
        self.config.write_text(
            "[Server]\nroot = http://example.com/xcap-root\n"
            f"[Authentication]\nnonce_secret_file = {self.nonce}\n"
            f"[Database]\nauthentication_db_uri = {uri}\nstorage_db_uri = {uri}\n{more}"
            f"[Process]\nuser = {unprivileged_user()}\nlisten = unix:{self.socket}\n")

    def xcapd(self, *words, stdin=""):
        return subprocess.run([XCAPD, "-c", self.config, *words], input=stdin, text=True,
                              capture_output=True, timeout=60)

    def succeeds(self, *words, stdin=""):
        done = self.xcapd(*words, stdin=stdin)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        return done.stdout

    def refused(self, *words):
        done = self.xcapd(*words)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        return done.stderr

    def test_init_db_may_be_repeated_and_keeps_what_is_there(self):
        self.assertIn("is ready", self.succeeds("init-db"))
        self.succeeds("user", "add", "alice@example.com", stdin="123\n")
        self.assertNotIn(":secret", self.succeeds("init-db"))
        self.assertEqual(self.succeeds("user", "list"), "alice@example.com\n")
        self.assertEqual(self.succeeds("migrate", "--check"), "")

    def test_accounts(self):
        self.succeeds("init-db")
        self.succeeds("user", "add", "alice@example.com", stdin="123\n")
        self.assertIn("exists already",
                      self.xcapd("user", "add", "alice@example.com", stdin="123\n").stderr)
        sql = "SELECT username, domain, ha1 FROM subscriber"
        self.assertEqual(self.database.rows(sql), [("alice", "example.com", ha1("alice"))])
        self.succeeds("user", "passwd", "alice@example.com", stdin="456\n")
        self.assertEqual(self.database.rows(sql)[0][2], ha1("alice", "456"))
        self.succeeds("user", "del", "alice@example.com")
        self.assertEqual(self.database.rows(sql), [])

    def test_check_and_serve_refuse_a_table_without_the_unique_key_in_one_line(self):
        self.succeeds("init-db")
        self.database.rows(KEY[KIND])
        for command in ("check", "serve"):
            said = self.refused(command)
            self.assertIn("xcap has no unique key on (username, domain, doc_type, doc_uri)", said)
            self.assertEqual(said.count("\n"), 1, said)
        self.assertEqual(self.xcapd("migrate", "--apply").returncode, 0)
        self.assertIn(": ok", self.succeeds("check"))

    def test_missing_tables_are_refused_and_not_made(self):
        self.assertIn("table xcap is missing", self.refused("check"))
        self.assertEqual(self.xcapd("migrate", "--apply").returncode, 0)
        self.assertIn("`xcapd init-db` makes it", self.xcapd("check").stderr)
        self.succeeds("init-db")
        self.assertIn(": ok", self.succeeds("check"))

    def test_a_server_that_is_away_is_only_warned_of_without_its_password(self):
        self.write_config(re.sub(r":\d+/", f":{free_port()}/", self.database.uri))
        done = self.xcapd("check")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("warning", done.stderr)
        self.assertNotIn(":secret", done.stderr + self.succeeds("print-config"))

    def test_a_uri_that_cannot_be_read_stops_the_start_in_one_line(self):
        for wrong, word in (("?no_such_option=1", "no_such_option"),
                            ("?connect_timeout=soon", "connect_timeout")):
            self.write_config(self.database.uri + wrong)
            for command in ("check", "serve", "init-db"):
                done = self.xcapd(command)
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assertIn(word, done.stderr)
                self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
                self.assertNotIn(":secret", done.stderr)

    def test_an_openxcap_database_is_taken_over(self):
        tables = TABLES.format(**WORDS[KIND])
        document = LIST.decode()
        self.database.rows(tables + f"""
            INSERT INTO subscriber (username, domain, password, ha1)
            VALUES ('alice', 'example.com', '123', '{ha1("alice")}');
            INSERT INTO xcap (subscriber_id, username, domain, doc, doc_type, etag, doc_uri)
            VALUES (1, 'alice', 'example.com', '{document}', 4, '"{ETAG}"', 'index'),
                   (1, 'alice', 'example.com', '{document}', 4, '"{ETAG}"', 'index');""")
        self.assertIn("no unique key", self.refused("check"))
        planned = self.xcapd("migrate", "--dry-run").stdout
        done = self.xcapd("migrate", "--apply")
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        self.assertEqual(self.succeeds("migrate", "--check"), "")
        self.assertEqual(self.xcapd("check").returncode, 0)
        rows = self.database.rows("SELECT username, doc_uri, etag, doc FROM xcap")
        self.assertEqual([row[:3] for row in rows], [("alice", "index", ETAG)])
        self.assertEqual(self.database.bytes_of(rows[0][3]), LIST)
        # An icon of OMA's pres-content is larger than MySQL's BLOB.
        if KIND == "mysql":
            self.assertIn("MODIFY doc LONGBLOB", planned)

    def test_the_user_of_the_script_can_serve_and_no_more(self):
        self.succeeds("init-db")
        name = f"u{self.database.name[-8:]}"
        script = (TREE / "sql" / f"create-user.{KIND}.sql").read_text()
        script = re.sub(r"(USER|TO|EXISTS|SEQUENCE) ('?)xcapd\b", rf"\1 \2{name}", script)
        self.database.rows(script.replace("CHANGE-ME", "123"))
        try:
            self.write_config(self.database.uri.replace("xcapd:secret", f"{name}:123"))
            self.assertIn(": ok", self.xcapd("check").stdout)
            self.assertEqual(self.succeeds("user", "list"), "")
            done = self.xcapd("user", "add", "alice@example.com", stdin="123\n")
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stderr, "(?i)denied")
        finally:
            self.database.rows(f"DROP USER '{name}'@'%'" if KIND == "mysql" else
                               f"DROP OWNED BY {name}; DROP USER {name}")
