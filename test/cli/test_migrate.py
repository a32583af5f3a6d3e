"""`xcapd migrate`: what stands in the way of a move from OpenXCAP is found, and nothing is lost."""

import sqlite3
import unittest

from harness import LIST, list_of, not_on, sqlite_only
from harness.migration import MigrationTest
from harness.openxcap_db import ETAG, ha1

OTHER = list_of('<entry uri="sip:carol@example.com"/>')
RULES = b'<ruleset xmlns="urn:ietf:params:xml:ns:common-policy"><rule id="a"/></ruleset>'

def services(*uris):
    return (b'<rls-services xmlns="urn:ietf:params:xml:ns:rls-services">' +
            b"".join(b'<service uri="%s"><list/></service>' % uri.encode() for uri in uris) +
            b"</rls-services>")


MUST_BE_GIVEN = {
    "sqlite": "ALTER TABLE xcap RENAME TO old; CREATE TABLE xcap (id INTEGER PRIMARY KEY,"
              "subscriber_id INTEGER NOT NULL, username, domain, doc, doc_type, etag, source, "
              "doc_uri, port); INSERT INTO xcap SELECT * FROM old",
    "mysql": "ALTER TABLE xcap MODIFY COLUMN subscriber_id INTEGER NOT NULL",
    "postgresql": "ALTER TABLE xcap ALTER COLUMN subscriber_id SET NOT NULL",
}

# name: (what makes it, words of the one line that says so, severity, whether --apply mends it)
FAULTS = {
    "two rows with one key and one document": (
        lambda d: d.add_document("alice"), ("xcap row 3", "the same document"), "error", True),
    "two rows with one key and two documents": (
        lambda d: d.add_document("alice", OTHER), ("xcap row 3", "another document"), "error", False),
    "one account twice": (
        lambda d: d.add_account("bob", ha1=ha1("bob")), ("subscriber row 3", "twice"), "error", True),
    "one account with two passwords": (
        lambda d: d.add_account("bob", ha1=ha1("bob", "456")),
        ("subscriber row 3", "not with the same values"), "error", False),
    "an account without domain": (
        lambda d: d.add_account("carol", None, ha1=ha1("carol")),
        ("subscriber row 3", "NULL"), "error", False),
    "a document without user": (
        lambda d: d.add_document(None), ("xcap row 3", "NULL"), "error", False),
    "an account without ha1": (
        lambda d: d.add_account("carol"),
        ("subscriber row 3", "no ha1", "user passwd carol@example.com"), "error", False),
    "an ha1 that is none": (
        lambda d: d.run("UPDATE subscriber SET ha1 = 'secret' WHERE id = 1"),
        ("subscriber row 1", "32 hexadecimal digits"), "error", False),
    "presence rules that no client reads": (
        lambda d: d.add_document("alice", RULES, doc_type=32, doc_uri="pres-rules"),
        ("(org.openmobilealliance.pres-rules, alice@example.com, pres-rules)",
         "no client can read it", "index.xml"), "error", False),
    "a document that is not UTF-8": (
        lambda d: d.add_document("carol", b"<?xml version='1.0' encoding='latin1'?><a>\xe4</a>"),
        ("xcap row 3 (resource-lists, carol@example.com, index)", "not UTF-8"), "error", False),
    "a document that is not well-formed": (
        lambda d: d.add_document("carol", LIST[:-1]), ("carol", "not well-formed"), "error", False),
    "a document with a DTD": (
        lambda d: d.add_document("carol", b"<!DOCTYPE a []>" + LIST),
        ("carol", "not well-formed"), "error", False),
    "a document its schema refuses": (
        lambda d: d.add_document("carol", list_of("<nonsense/>")),
        ("carol", "not valid by its schema"), "warning", False),
    "a document its application refuses": (
        lambda d: d.add_document("carol", list_of('<entry uri="sip:a@b"/><entry uri="sip:a@b"/>')),
        ("carol", "not unique"), "warning", False),
    "one service URI in two documents": (
        lambda d: (d.add_document("carol", services("sip:A@x"), doc_type=8),
                   d.add_document("dave", services("sip:b@x", "SIP:%41@X"), doc_type=8)),
        ("(rls-services, dave@example.com, index)", "sip:A@x is in xcap row 3"), "warning", False),
    "users that differ in case": (
        lambda d: d.add_account("Bob", ha1=ha1("Bob")),
        ("user differs from Bob@example.com in case only",), "warning", False),
    "documents that differ in case": (
        lambda d: d.add_document("bob", doc_uri="Index"),
        ("name differs from Index in case only",), "warning", False),
    "an empty etag": (
        lambda d: d.run("UPDATE xcap SET etag = '' WHERE id = 1"),
        ("xcap row 1", "etag is empty"), "error", True),
    "a NULL etag": (
        lambda d: d.run("UPDATE xcap SET etag = NULL WHERE id = 1"),
        ("xcap row 1", "etag is empty"), "error", True),
    "an etag in quotes": (
        lambda d: d.run("UPDATE xcap SET etag = '\"abc\"' WHERE id = 1"),
        ("xcap row 1", "with quotes"), "error", True),
    "an etag that is too long": (
        lambda d: d.run(f"UPDATE xcap SET etag = '{ETAG * 3}' WHERE id = 1"),
        ("xcap row 1", "longer than 64"), "warning", True),
    "a doc_type of nobody": (
        lambda d: d.add_document("bob", doc_type=1 << 30),
        ("doc_type 1073741824", "no application"), "warning", False),
    "a domain in upper case": (
        lambda d: d.add_document("carol", domain="Example.COM"),
        ("xcap row 3", "not in lower case"), "error", False),
    "a column that must be given": (
        lambda d: d.run(MUST_BE_GIVEN[d.kind]),
        ("xcap.subscriber_id", "no row can be added"), "error", False),
}


class Faults(MigrationTest):
    def test_each_is_found_in_a_line_of_its_own_and_mended_or_left(self):
        usual = set(self.lines("--check", 1))
        for name, (spoil, words, severity, is_mended) in FAULTS.items():
            if name == "an etag that is too long" and self.kind != "sqlite":
                continue  # the column does not take it
            with self.subTest(name):
                self.again()
                spoil(self.database)
                before = self.database.content()
                found = [line for line in self.lines("--check", 1) if line not in usual]
                line, = [line for line in found if all(word in line for word in words)]
                self.assertTrue(line.startswith(severity + ": "), line)
                self.assertEqual("; --apply " in line, is_mended, line)
                # Nothing else but the key that such rows stand in the way of; some do only where
                # the collation ignores case.
                self.assertTrue(all(line == other or "no unique key" in other or
                                    self.kind == "mysql" and "by the collation" in other
                                    for other in found), found)
                self.assertEqual(self.database.content(), before)
                documents = set(self.columns("SELECT doc FROM xcap"))
                self.migrate("--apply")
                rest = [line for line in self.migrate("--check")[1].splitlines()
                        if all(word in line for word in words if "row" not in word)]
                self.assertEqual(bool(rest), not is_mended, rest)
                self.assertEqual(set(self.columns("SELECT doc FROM xcap")), documents)

    def test_of_two_presence_rules_both_stay_and_the_one_opensips_reads_is_named(self):
        """FACTS 3.4: it asks without a name and takes row 0."""
        for name in ("pres-rules", "index.xml"):
            self.database.add_document("alice", RULES, doc_type=2, doc_uri=name)
        # PostgreSQL need not read by the key, nor in its order.
        is_ordered = self.kind != "postgresql"
        self.assertIn("warning: xcap (pres-rules, alice@example.com): several documents where there "
                      "should be one: index.xml, pres-rules; OpenSIPS reads whichever comes first, "
                      "pres-rules as the table is now" +
                      (", index.xml with the unique key" if is_ordered else "") + "; keep",
                      "\n".join(self.lines("--check", 1)))
        read = "index.xml" if is_ordered else "pres-rules"
        self.assertIn(read + " as the table is now;", "\n".join(self.apply(1)))
        self.assertEqual(
            self.columns("SELECT doc_uri FROM (SELECT doc, etag, doc_uri FROM xcap WHERE "
                         "username = 'alice' AND domain = 'example.com' AND doc_type = 2) AS its "
                         "LIMIT 1"), [read])
        self.assertEqual(sorted(self.columns("SELECT doc_uri FROM xcap WHERE doc_type = 2")),
                         ["index.xml", "pres-rules"])

    def spoil_everything(self):
        for name in ("two rows with one key and one document", "one account twice",
                     "an account without domain", "an account without ha1", "presence rules that no client reads",
                     "a document that is not well-formed", "documents that differ in case",
                     "an etag in quotes", "a doc_type of nobody"):
            FAULTS[name][0](self.database)

    def test_dry_run_prints_what_apply_executes(self):
        self.spoil_everything()
        before = self.database.content()
        script = "\n".join(self.lines("--dry-run", 1))
        self.assertEqual(self.database.content(), before)
        begin = {"sqlite": "BEGIN IMMEDIATE;\n", "mysql": "SET autocommit = 0;\n",
                 "postgresql": "BEGIN;\n"}[self.kind]
        self.assertEqual((script.count(begin), script.count("\nCOMMIT;")), (1, 1))
        self.apply(1)
        by_apply = self.database.content()
        self.again()
        self.spoil_everything()
        self.database.run(script)
        self.assertEqual(self.database.content(), by_apply)

    def test_the_second_time_changes_nothing(self):
        self.spoil_everything()
        first = self.apply(1)
        self.assertTrue(any(line.startswith("mended: ") for line in first))
        after = self.database.content()
        left = [line for line in first if not line.startswith("mended: ")]
        self.assertEqual(self.lines("--dry-run", 1), [])
        self.assertEqual(self.lines("--check", 1), left)
        self.assertEqual(self.apply(1), left)
        self.assertEqual(self.database.content(), after)

    @not_on("mysql", "there CREATE and ALTER end a transaction")
    def test_everything_or_nothing(self):
        """The last statement fails: the tables, columns and rows before it are as they were."""
        self.spoil_everything()
        self.database.run("CREATE INDEX subscriber_account_idx ON watchers (event)")
        before = self.database.content()
        code, out, err = self.migrate("--apply")
        self.assertEqual((code, out), (2, ""))
        self.assertRegex(err, 'subscriber_account_idx"? already exists')
        self.assertEqual(self.database.content(), before)

    def test_after_a_failure_another_run_does_what_is_missing(self):
        self.database.add_document("alice")
        table = "subscriber" if self.kind == "mysql" else "watchers"
        name = "account_idx" if self.kind == "mysql" else "subscriber_account_idx"
        self.database.run(f"CREATE INDEX {name} ON {table} (id)")
        self.assertEqual(self.migrate("--apply")[:2], (2, ""))
        self.database.run(f"DROP INDEX {name}" + (f" ON {table}" if table == "subscriber" else ""))
        self.apply()
        self.assertEqual(self.lines("--check", 0), [])
        self.assertEqual(self.columns("SELECT username FROM xcap ORDER BY id"), ["alice", "bob"])


class Failures(MigrationTest):
    @sqlite_only("a server's database is made by its operator")
    def test_a_database_that_is_not_there_is_not_made(self):
        self.path.unlink()
        for mode in ("--check", "--dry-run", "--apply"):
            code, out, err = self.migrate(mode)
            self.assertEqual((code, out), (2, ""))
            self.assertIn(str(self.path), err)
            self.assertEqual(err.count("\n"), 1)
            self.assertFalse(self.path.exists())

    @sqlite_only("its file")
    def test_what_is_no_database(self):
        self.path.write_text("no database at all, but long enough to be one" * 100)
        self.assertEqual(self.migrate("--check")[0], 2)

    @sqlite_only("its file")
    def test_check_leaves_no_trace(self):
        """In the journal mode of OpenXCAP's database, and in the one xcapd gives it."""
        for status in (1, 0):
            before = self.path.read_bytes(), sorted(self.path.parent.iterdir())
            self.lines("--check", status)
            self.lines("--dry-run", status)
            self.assertEqual((self.path.read_bytes(), sorted(self.path.parent.iterdir())), before)
            self.apply()

    @sqlite_only("its lock")
    def test_a_locked_database_is_a_failure(self):
        self.write_config("[Database]\nwrite_timeout = 100\n")
        with sqlite3.connect(self.path) as database:
            database.execute("BEGIN IMMEDIATE")
            code, out, err = self.migrate("--apply")
        database.close()
        self.assertEqual((code, out), (2, ""), err)

    def test_exactly_one_mode_is_asked_for(self):
        for words in ([], ["check"], ["--check", "--apply"], ["--check", "now"], ["--chekc"]):
            code, out, err = self.migrate(*words)
            self.assertEqual((code, out, err.count("\n")), (2, "", 1), words)
        self.config.write_text("[Server]\nroot = nonsense\n")
        self.assertEqual(self.migrate("--check")[0], 2)


if __name__ == "__main__":
    unittest.main()
