"""`make install`, and what it installs: the shipped nginx site serves, and nothing is lost."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from harness import Service
from harness.service import OUT, TREE

INSTALLED = """
etc/xcapd/config.ini
usr/local/bin/xcap-bench
usr/local/sbin/xcapd
usr/local/share/xcapd/config.ini
usr/local/share/xcapd/nginx/xcapd_head.conf
usr/local/share/xcapd/nginx/xcapd_location.conf
usr/local/share/xcapd/nginx/xcapd_log.conf
usr/local/share/xcapd/nginx/xcapd_pages.conf
usr/local/share/xcapd/nginx/xcapd_real_ip.conf
usr/local/share/xcapd/nginx/xcapd_server.conf
usr/local/share/xcapd/nginx/xcapd_tls.conf
usr/local/share/xcapd/sql/create-user.mysql.sql
usr/local/share/xcapd/sql/create-user.postgresql.sql
usr/local/share/xcapd/sql/own.mysql.sql
usr/local/share/xcapd/sql/own.postgresql.sql
usr/local/share/xcapd/sql/own.sqlite3.sql
usr/local/share/xcapd/sql/schema.mysql.sql
usr/local/share/xcapd/sql/schema.postgresql.sql
usr/local/share/xcapd/sql/schema.sqlite3.sql
usr/local/share/xcapd/www/docs.html
usr/local/share/xcapd/www/docs/icon.svg
usr/local/share/xcapd/www/docs/read.js
usr/local/share/xcapd/www/docs/redoc.LICENSE.txt
usr/local/share/xcapd/www/docs/redoc.standalone.js
usr/local/share/xcapd/www/docs/swagger-ui-bundle.js
usr/local/share/xcapd/www/docs/swagger-ui.LICENSE.txt
usr/local/share/xcapd/www/docs/swagger-ui.css
usr/local/share/xcapd/www/docs/try.js
usr/local/share/xcapd/www/docs/xcapd.css
usr/local/share/xcapd/www/index.html
usr/local/share/xcapd/www/redoc.html
usr/local/share/man/man1/xcap-bench.1
usr/local/share/man/man5/xcapd.conf.5
usr/local/share/man/man7/xcapd-api.7
usr/local/share/man/man7/xcapd-applications.7
usr/local/share/man/man7/xcapd-databases.7
usr/local/share/man/man7/xcapd-identities.7
usr/local/share/man/man8/xcapd.8
usr/local/lib/systemd/system/xcapd.service
usr/local/lib/systemd/system/xcapd.socket
usr/local/lib/sysusers.d/xcapd.conf
usr/local/lib/tmpfiles.d/xcapd.conf
""".split()


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = Path(tempfile.mkdtemp(prefix="xcapd-test-"))
        cls.root.chmod(0o755)
        cls.install()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.root)

    @classmethod
    def install(cls):
        """With the PREFIX of the build: another one would link the program anew under the tests
        that run beside this one."""
        environment = {name: value for name, value in os.environ.items() if name != "MAKEFLAGS"}
        subprocess.run(["make", "-C", TREE, "install", f"OUT={OUT.relative_to(TREE)}",
                        f"DESTDIR={cls.root}"], env=environment, check=True, capture_output=True)

    def test_program_site_schema_service_and_pages_are_in_place(self):
        found = sorted(str(path.relative_to(self.root)) for path in self.root.rglob("*")
                       if path.is_file())
        self.assertEqual(found, sorted(INSTALLED))
        for path in self.root.rglob("*"):
            if path.is_file() and path.parent.name not in ("bin", "sbin"):
                self.assertNotIn("@SBINDIR@", path.read_text())
        self.assertIn("ExecStart=/usr/local/sbin/xcapd ",
                      (self.root / "usr/local/lib/systemd/system/xcapd.service").read_text())

    def test_a_second_installation_keeps_the_configuration(self):
        config = self.root / "etc/xcapd/config.ini"
        config.write_text("; mine\n")
        self.install()
        self.assertEqual(config.read_text(), "; mine\n")

    def test_the_installed_service_s_exposure_is_at_most_2(self):
        done = subprocess.run(["systemd-analyze", "security", "--offline=true", "./xcapd.service"],
                              cwd=self.root / "usr/local/lib/systemd/system", text=True,
                              capture_output=True, timeout=60)
        level = re.search(r"Overall exposure level for xcapd.service: ([0-9.]+)", done.stdout)
        self.assertTrue(level, done.stdout + done.stderr)
        self.assertLessEqual(float(level[1]), 2.0, done.stdout)

    def test_the_installed_program_knows_where_its_nginx_files_are(self):
        config = self.root / "site.ini"
        self.addCleanup(config.unlink)
        config.write_text("[Server]\nroot = http://a.test/x\n")
        site = subprocess.run([self.root / "usr/local/sbin/xcapd", "-c", config, "nginx-config"],
                              check=True, text=True, capture_output=True).stdout
        files = re.findall('"(/usr/local/share/xcapd/nginx/.*)"', site)
        self.assertEqual(len(files), 5)
        for file in files:
            self.assertTrue((self.root / file.lstrip("/")).is_file(), file)

    def test_the_installed_site_serves_over_http_and_tls(self):
        service = Service(start=False)
        self.addCleanup(service.stop)
        service.write_site(self.root / "usr/local/sbin/xcapd", self.root / "usr/local/share/xcapd")
        service.start()
        self.assertEqual(subprocess.run(["nginx", "-t", "-q", "-c", service.directory / "nginx.conf",
                                         "-e", "stderr"], capture_output=True).stderr, b"")
        for tls in (False, True):
            alice = service.client("alice", tls=tls)
            target = "/xcap-root/test-app/users/sip:alice@example.com/installed"
            self.assertIn(alice("PUT", target, b"<a/>").status, (200, 201))
            self.assertEqual(alice("GET", target).body, b"<a/>")
            for path in ("/", "/docs", "/redoc"):
                self.assertIn("xcapd</", alice("GET", path).text)
        service.assert_logged("access", "auid=test-app")


if __name__ == "__main__":
    unittest.main()
