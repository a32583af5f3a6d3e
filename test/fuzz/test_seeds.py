"""Every fuzz target holds its properties on its seeds, without libFuzzer. `make fuzz` looks for
more."""

import subprocess
import unittest
from pathlib import Path

from harness.service import OUT

HERE = Path(__file__).resolve().parent
TARGETS = sorted(path.stem for path in HERE.glob("*.cc") if path.stem != "run_seeds")


class Seeds(unittest.TestCase):
    def test_every_target_runs_its_seeds(self):
        self.assertGreaterEqual(len(TARGETS), 6)
        for target in TARGETS:
            with self.subTest(target):
                seeds = sorted((HERE / target / "corpus").iterdir())
                self.assertTrue(seeds)
                done = subprocess.run([OUT / f"fuzz-{target}", *seeds], capture_output=True,
                                      text=True, errors="replace", timeout=120)
                self.assertEqual(done.returncode, 0, done.stderr[-2000:])
                self.assertEqual(done.stdout, f"{len(seeds)} inputs\n")

    def test_every_target_has_a_dictionary(self):
        for target in TARGETS:
            lines = (HERE / target / "dictionary").read_text().splitlines()
            self.assertTrue(lines, target)
            for line in lines:
                self.assertRegex(line, r'^"([^"\\]|\\x[0-9a-f]{2})+"$', target)

    def test_a_property_that_does_not_hold_ends_the_run(self):
        """The runner itself can fail: a file that is not there."""
        done = subprocess.run([OUT / f"fuzz-{TARGETS[0]}", HERE / "not-there"],
                              capture_output=True)
        self.assertNotEqual(done.returncode, 0)


if __name__ == "__main__":
    unittest.main()
