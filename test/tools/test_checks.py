"""The checks themselves can fail."""

import subprocess
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent


class Checks(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.tree = Path(directory.name)

    def write(self, path, text):
        (self.tree / path).parent.mkdir(parents=True, exist_ok=True)
        (self.tree / path).write_text(text)

    def run_check(self, name):
        done = subprocess.run([HERE / name, self.tree], capture_output=True, text=True)
        return done.returncode, done.stdout

    def test_an_include_that_points_up_is_found(self):
        self.write("common/store/store.h", '#pragma once\n#include "base/clock.h"\n')
        self.assertEqual(self.run_check("check_layers.py")[0], 0)
        self.write("common/store/store.h", '#pragma once\n#include "xcap/conflict.h"\n')
        self.assertEqual(self.run_check("check_layers.py"),
                         (1, "common/store/store.h:2: store may not include xcap; it may: base, "
                             "config\n"))

    def test_an_include_beside_the_row_is_found(self):
        self.write("common/http/a.h", '#include "config/config.h"\n')
        self.assertIn("http may not include config", self.run_check("check_layers.py")[1])

    def test_a_foreign_library_outside_its_place_is_found(self):
        for path, header in (("common/xcap/a.cc", "libxml/tree.h"), ("common/xml/a.cc", "sqlite3.h"),
                             ("fcgi-worker/worker.cc", "fcgiapp.h"), ("common/base/a.cc", "csignal"),
                             ("common/config/a.cc", "boost/program_options.hpp")):
            self.write(path, f"#include <{header}>\n")
            code, text = self.run_check("check_layers.py")
            self.assertEqual(code, 1, header)
            self.assertIn(f"{path}:1: <{header}> belongs to", text)

    def test_a_driver_is_the_store_s_own(self):
        self.write("common/server/a.cc", '#include "store/driver/sqlite.h"\n')
        self.assertEqual(self.run_check("check_layers.py")[0], 1)

    def test_a_folder_without_a_row_is_found(self):
        self.write("common/utils/a.cc", "")
        self.assertIn("utils has no row", self.run_check("check_layers.py")[1])

    def test_a_long_file_is_found(self):
        self.write("common/base/a.cc", "\n" * 400)
        self.assertEqual(self.run_check("check_sizes.py")[0], 0)
        self.write("common/base/a.cc", "\n" * 401)
        self.assertEqual(self.run_check("check_sizes.py"),
                         (1, "common/base/a.cc: 401 lines, more than 400\n"))


if __name__ == "__main__":
    unittest.main()
