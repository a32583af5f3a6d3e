"""The command line, as an operator uses it: what is printed, and the exit status."""

import hashlib
import os
import pty
import shutil
import sqlite3
import subprocess
import unittest
from pathlib import Path

from harness.service import TREE, XCAPD, directory_of, has_terminals, unprivileged_user


def digest(name, text):
    return hashlib.new(name, text.encode()).hexdigest()


class CommandLine(unittest.TestCase):
    def setUp(self):
        self.directory = directory_of(self)
        data = self.directory / "data"
        self.database = data / "xcapd.sqlite"
        self.config = self.directory / "config.ini"
        self.write()

    def write(self, more=""):
        self.config.write_text(
            "[Server]\nroot = http://example.com/xcap-root\n"
            f"[Database]\nauthentication_db_uri = sqlite:///{self.database}\n"
            f"storage_db_uri = sqlite:///{self.database}\n"
            f"[Process]\nuser = {unprivileged_user()}\n{more}")

    def run_program(self, *words, stdin=""):
        return subprocess.run([XCAPD, *words], input=stdin, text=True, capture_output=True,
                              timeout=30, cwd=self.directory)

    def xcapd(self, *words, stdin=""):
        return self.run_program("-c", self.config, *words, stdin=stdin)

    def succeeds(self, *words, stdin=""):
        done = self.xcapd(*words, stdin=stdin)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def fails(self, *words, stdin=""):
        done = self.xcapd(*words, stdin=stdin)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        return done.stderr

    def test_a_new_database_is_not_for_everybody(self):
        """The hashes in it are as good as passwords (RFC 7616 5.12)."""
        before = os.umask(0o022)
        self.addCleanup(os.umask, before)
        self.succeeds("init-db")
        self.assertEqual(self.database.stat().st_mode & 0o777, 0o640)

    def rows(self, sql):
        with sqlite3.connect(self.database) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(sql)]


class General(CommandLine):
    def test_help_and_version(self):
        for word in ("--help", "-h"):
            done = self.run_program(word)
            self.assertEqual(done.returncode, 0)
            for part in ("serve", "check", "print-config", "nginx-config", "init-db", "user add", "user passwd",
                         "user del", "user list", "migrate --check", "migrate --dry-run",
                         "migrate --apply", "--foreground", "--no-fork", "--config"):
                self.assertIn(part, done.stdout)
        changelog = (TREE / "CHANGELOG.md").read_text()
        version = self.run_program("--version").stdout.split()[1]
        self.assertIn(f"\n## {version}", changelog)

    def test_an_unknown_option_or_command_is_one_line(self):
        for words in (["--colour"], ["dance"], ["check", "twice"], ["user"], ["user", "dance", "x"],
                      ["user", "add"]):
            error = self.fails(*words)
            self.assertEqual(error.count("\n"), 1, error)
            self.assertTrue(error.startswith("xcapd: "), error)

    def test_a_file_that_is_not_there_is_named(self):
        done = self.run_program("-c", "none.ini", "check")
        self.assertEqual(done.returncode, 1)
        self.assertIn("none.ini: cannot be read: No such file", done.stderr)

    def test_without_c_the_file_beside_the_program_is_found(self):
        if Path("/etc/xcapd/config.ini").exists() or Path("/etc/openxcap/config.ini").exists():
            self.skipTest("this machine has a configuration of its own")
        program = self.directory / "xcapd"
        shutil.copy(XCAPD, program)
        done = subprocess.run([program, "check"], capture_output=True, text=True, cwd="/")
        self.assertEqual(done.stdout, f"{self.config}: ok\n")
        self.config.unlink()
        done = subprocess.run([program, "check"], capture_output=True, text=True, cwd="/")
        self.assertEqual(done.returncode, 1)
        for path in ("/etc/xcapd/config.ini", "/etc/openxcap/config.ini", self.config):
            self.assertIn(str(path), done.stderr)


class Check(CommandLine):
    def test_a_good_file_is_ok(self):
        self.assertEqual(self.succeeds("check"), f"{self.config}: ok\n")

    def test_every_error_is_named_with_file_line_and_key(self):
        self.write("workers = many\n[Limits]\nmax_depth = 1000\n[Authentication]\ntype = magic\n")
        errors = self.fails("check").splitlines()
        self.assertEqual(len(errors), 3)
        for error, (line, key) in zip(errors, ((8, "[Process] workers"), (10, "[Limits] max_depth"),
                                               (12, "[Authentication] type"))):
            self.assertTrue(error.startswith(f"xcapd: {self.config}:{line}: {key}: expected "), error)

    def test_an_unknown_key_is_a_warning_with_a_suggestion(self):
        self.write("worker = 3\n")
        done = self.xcapd("check")
        self.assertEqual(done.returncode, 0)
        self.assertIn(f"{self.config}:8: unknown setting [Process] worker; did you mean "
                      "[Process] workers?", done.stderr)

    def test_what_nginx_does_now_is_said_once(self):
        self.write("[TLS]\ncertificate = a.pem\n")
        self.assertEqual(self.xcapd("check").stderr.count("replaced by nginx's ssl_certificate"), 1)

    def test_the_sample_configuration_is_good(self):
        sample = (TREE / "etc/config.ini").read_text()
        self.config.write_text(sample.replace("user = xcapd", f"user = {unprivileged_user()}"))
        self.succeeds("check")

    @unittest.skipUnless(os.geteuid() == 0, "user is ignored when not started as root")
    def test_a_user_that_is_not_there_is_found(self):
        self.config.write_text(self.config.read_text().replace(unprivileged_user(), "nosuch"))
        self.assertIn('there is no user "nosuch"; set [Process] user', self.fails("check"))


class PrintConfig(CommandLine):
    def test_it_prints_what_is_in_force_and_can_be_read_again(self):
        self.write("workers = 3\n")
        printed = self.succeeds("print-config")
        self.assertIn("workers = 3\n", printed)
        self.assertIn("max_document_size = 2097152\n", printed)
        self.config.write_text(printed)
        self.assertEqual(self.xcapd("print-config").stdout, printed)

    def test_secrets_are_masked(self):
        self.write("[Authentication]\nnonce_secret = hidden-one\n")
        printed = self.succeeds("print-config")
        self.assertNotIn("hidden-one", printed)
        self.assertIn("nonce_secret = ********\n", printed)
        self.config.write_text("[Server]\nroot = http://example.com/xcap-root\n[Database]\n"
                               "storage_db_uri = mysql://opensips:hidden-two@db/opensips\n")
        done = self.xcapd("print-config")
        self.assertNotIn("hidden-two", done.stdout + done.stderr)


class InitDb(CommandLine):
    def test_it_makes_opensips_tables_and_may_be_repeated(self):
        for _ in range(2):
            self.assertIn("is ready", self.succeeds("init-db"))
        self.assertEqual({row["table_name"]: row["table_version"]
                          for row in self.rows("SELECT * FROM version")},
                         {"xcap": 4, "subscriber": 8, "watchers": 4})
        if os.geteuid() == 0:
            self.assertEqual(self.database.owner(), unprivileged_user())

    def test_it_keeps_what_is_there(self):
        self.succeeds("user", "add", "alice@example.com", stdin="123\n")
        self.succeeds("init-db")
        self.assertEqual(self.succeeds("user", "list"), "alice@example.com\n")

    def test_a_database_that_cannot_be_made_is_one_line(self):
        shutil.rmtree(self.database.parent)
        error = self.fails("init-db")
        self.assertIn(str(self.database), error)
        self.assertEqual(error.count("\n"), 1)


class User(CommandLine):
    def test_accounts_come_change_and_go(self):
        self.assertEqual(self.succeeds("user", "add", "alice@example.com", stdin="123\n"),
                         "alice@example.com added\n")
        self.succeeds("user", "add", "sip:bob@Example.COM", stdin="123")
        self.assertEqual(self.succeeds("user", "list"), "alice@example.com\nbob@example.com\n")
        before = self.rows("SELECT * FROM subscriber WHERE username = 'alice'")
        self.succeeds("user", "passwd", "alice@example.com", stdin="456\n")
        self.assertNotEqual(self.rows("SELECT * FROM subscriber WHERE username = 'alice'"), before)
        self.assertEqual(self.succeeds("user", "del", "alice@example.com"),
                         "alice@example.com deleted\n")
        self.assertEqual(self.succeeds("user", "list"), "bob@example.com\n")

    def test_every_hash_the_table_has_a_column_for_is_stored_and_no_clear_password(self):
        """RFC 7616 3.4.2; OpenSIPS's subscriber, version 8."""
        self.succeeds("user", "add", "alice@example.com", stdin="pä:ss\n")
        row, = self.rows("SELECT * FROM subscriber")
        text = "alice:example.com:pä:ss"
        self.assertEqual(row["password"], "")
        self.assertEqual(row["ha1"], digest("md5", text))
        self.assertEqual(row["ha1_sha256"], digest("sha256", text))
        self.assertEqual(row["ha1_sha512t256"], digest("sha512_256", text))

    def test_ha1b_is_stored_where_the_table_has_it(self):
        """OpenSIPS's subscriber, version 7, has ha1b and no SHA columns."""
        self.succeeds("init-db")
        with sqlite3.connect(self.database) as database:
            database.execute("DROP TABLE subscriber")
            database.execute("CREATE TABLE subscriber (id INTEGER PRIMARY KEY, username CHAR(64), "
                             "domain CHAR(64), password CHAR(25) DEFAULT '', ha1 CHAR(64), "
                             "ha1b CHAR(64))")
        self.succeeds("user", "add", "alice@example.com", stdin="123\n")
        row, = self.rows("SELECT * FROM subscriber")
        self.assertEqual(row["ha1"], digest("md5", "alice:example.com:123"))
        self.assertEqual(row["ha1b"], digest("md5", "alice@example.com:example.com:123"))

    def test_a_clear_password_is_stored_only_when_configured(self):
        self.write("[Authentication]\ncleartext_passwords = Yes\n")
        self.succeeds("user", "add", "alice@example.com", stdin="123\n")
        self.assertEqual(self.rows("SELECT password FROM subscriber"), [{"password": "123"}])

    def test_refusals_are_one_line(self):
        self.succeeds("user", "add", "alice@example.com", stdin="123\n")
        for words, stdin, part in (
                (("add", "alice@example.com"), "1\n", "exists already"),
                (("passwd", "carol@example.com"), "1\n", "carol@example.com has no account"),
                (("del", "carol@example.com"), "", "carol@example.com has no account"),
                (("add", "carol"), "1\n", "no user@domain"),
                (("add", "@example.com"), "1\n", "no user@domain"),
                (("add", "ca:rol@example.com"), "1\n", "colon"),
                (("add", "sips:Alice@Example.com;x"), "", "no password"),
                (("add", "sips:alice@Example.com;x"), "1\n", "alice@example.com exists already"),
                (("add", "tel:+49-30-123"), "1\n", "cannot log in"),
                (("add", "c" * 65 + "@example.com"), "1\n", "64 characters"),
                (("add", "carol@example.com"), "", "no password"),
                (("add", "carol@example.com"), "\n", "no password")):
            error = self.fails("user", *words, stdin=stdin)
            self.assertIn(part, error)
            self.assertEqual(error.count("\n"), 1, error)

    @unittest.skipUnless(has_terminals(), "no /dev/pts")
    def test_on_a_terminal_the_password_is_asked_twice_and_not_shown(self):
        for again, expected in (("123\n", 0), ("124\n", 1)):
            screen, status = self.on_terminal(["123\n", again])
            self.assertEqual(status, expected, screen)
            self.assertIn("Password: ", screen)
            self.assertIn("Again: ", screen)
            self.assertNotIn("12", screen.replace("127", ""))
        self.assertEqual(self.succeeds("user", "list"), "tina@example.com\n")

    def on_terminal(self, lines):
        """RETURNS what the terminal showed, and the exit status."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.execv(XCAPD, [XCAPD, "-c", self.config, "user", "add", "tina@example.com"])
        screen = b""
        try:
            for number, line in enumerate(lines):
                while screen.count(b": ") <= number:
                    screen += os.read(terminal, 1000)
                os.write(terminal, line.encode())
            while chunk := os.read(terminal, 1000):
                screen += chunk
        except OSError:  # EIO: the program has ended
            pass
        os.close(terminal)
        return screen.decode(), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


class Foreground(CommandLine):
    def test_no_fork_is_foreground_under_openxcap_s_name(self):
        import signal
        self.write(f"listen = unix:{self.directory}/data/xcapd.sock\nworkers = 1\n"
                   f"[Authentication]\nnonce_secret_file = {self.directory}/data/nonce.secret\n")
        for option in ("--no-fork", "--foreground", "-f"):
            process = subprocess.Popen([XCAPD, "-c", self.config, option], text=True,
                                       stderr=subprocess.PIPE)
            with process.stderr:
                line = process.stderr.readline()
                self.assertIn("event=ready", line)
                self.assertIn("workers=1", line)
                process.send_signal(signal.SIGTERM)
                process.stderr.read()
            self.assertEqual(process.wait(10), 0)


if __name__ == "__main__":
    unittest.main()
