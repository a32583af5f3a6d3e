"""`xcapd migrate` on tables that are larger than its memory, and slower than a client waits."""

import resource
import subprocess
import unittest

from harness import LIST, not_on
from harness.migration import MigrationTest
from harness.service import XCAPD

ROWS, ROW_BYTES = 2000, 60_000
MEMORY = ROWS * ROW_BYTES // 2


def limit_memory():
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


class Large(MigrationTest):
    def migrate(self, *words):
        done = subprocess.run([XCAPD, "-c", self.config, "migrate", *words], text=True,
                              capture_output=True, timeout=120, preexec_fn=limit_memory)
        return done.returncode, done.stdout, done.stderr

    @unittest.skipIf(b"__asan_init" in XCAPD.read_bytes(), "sanitizers need more than the limit")
    def test_half_of_the_documents_bytes_is_memory_enough(self):
        self.database.run("".join(self.database.document(f"user{i}") for i in range(ROWS)))
        filled = LIST + b" " * (ROW_BYTES - len(LIST))
        self.database.run(f"UPDATE xcap SET doc = {self.database.literal(filled)}")
        self.lines("--check", 1)
        self.apply()
        self.assertEqual(self.lines("--check", 0), [])


@not_on("sqlite", "a row that takes its time")
@not_on("mysql", "no policy of rows")
class Slow(MigrationTest):
    def test_a_table_may_take_longer_to_read_than_write_timeout(self):
        self.apply()
        # To a superuser no policy applies.
        self.database.run("CREATE ROLE reader LOGIN PASSWORD 'secret';"
                          "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader;"
                          "ALTER TABLE xcap ENABLE ROW LEVEL SECURITY;"
                          "CREATE POLICY slow ON xcap USING (pg_sleep(0.6) IS NOT NULL);")
        self.addCleanup(self.database.run, "DROP OWNED BY reader; DROP ROLE reader")
        self.write_config("[Database]\nwrite_timeout = 500\n")
        config = self.config.read_text()
        self.config.write_text(config.replace("xcapd:secret@", "reader:secret@"))
        self.assertIn("reader", self.config.read_text())
        for mode in ("--check", "--dry-run"):
            self.assertEqual(self.lines(mode, 0), [], mode)


if __name__ == "__main__":
    unittest.main()
