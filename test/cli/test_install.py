"""`make install`, and what it installs: the shipped nginx site serves, and nothing is lost."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from harness import Service
from harness.service import OUT, TREE

INSTALLED = """
etc/xcapd/config.ini
usr/bin/xcap-bench
usr/sbin/xcapd
usr/share/xcapd/config.ini
usr/share/xcapd/nginx/xcapd.conf
usr/share/xcapd/nginx/xcapd_location.conf
usr/share/xcapd/nginx/xcapd_log.conf
usr/share/xcapd/sql/schema.sqlite3.sql
usr/share/man/man1/xcap-bench.1
usr/share/man/man5/xcapd.conf.5
usr/share/man/man8/xcapd.8
usr/lib/systemd/system/xcapd.service
usr/lib/systemd/system/xcapd.socket
usr/lib/sysusers.d/xcapd.conf
usr/lib/tmpfiles.d/xcapd.conf
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
        environment = {name: value for name, value in os.environ.items() if name != "MAKEFLAGS"}
        subprocess.run(["make", "-C", TREE, "install", f"OUT={OUT.relative_to(TREE)}",
                        f"DESTDIR={cls.root}", "PREFIX=/usr"], env=environment, check=True,
                       capture_output=True)

    def test_program_site_schema_service_and_pages_are_in_place(self):
        found = sorted(str(path.relative_to(self.root)) for path in self.root.rglob("*")
                       if path.is_file())
        self.assertEqual(found, sorted(INSTALLED))
        for path in self.root.rglob("*"):
            if path.is_file() and path.parent.name not in ("bin", "sbin"):
                self.assertNotIn("@SHARE@", path.read_text())
                self.assertNotIn("@SBINDIR@", path.read_text())
        self.assertIn("ExecStart=/usr/sbin/xcapd ",
                      (self.root / "usr/lib/systemd/system/xcapd.service").read_text())

    def test_a_second_installation_keeps_the_configuration(self):
        config = self.root / "etc/xcapd/config.ini"
        config.write_text("; mine\n")
        self.install()
        self.assertEqual(config.read_text(), "; mine\n")

    def test_the_installed_site_serves_over_http_and_tls(self):
        service = Service(start=False)
        self.addCleanup(service.stop)
        site = (self.root / "usr/share/xcapd/nginx/xcapd.conf").read_text()
        for old, new in (("/usr/share", f"{self.root}/usr/share"),
                         ("unix:/run/xcapd/xcapd.sock", f"unix:{service.socket}"),
                         ("listen 443 ssl", f"listen 127.0.0.1:{service.tls_port} ssl"),
                         ("listen 80", f"listen 127.0.0.1:{service.port}"),
                         ("/etc/ssl/certs/xcap.example.com.pem", f"{service.directory}/tls/cert.pem"),
                         ("/etc/ssl/private/xcap.example.com.key",
                          f"{service.directory}/tls/key.pem"),
                         ("/var/log/nginx", f"{service.directory}/logs")):
            self.assertIn(old, site)
            site = site.replace(old, new)
        site = "\n".join(line for line in site.splitlines() if "listen [::]" not in line)
        whole = (TREE / "nginx/demo.conf.in").read_text()
        around = whole[:whole.index("    upstream")].replace("include @SHARE@/xcapd_log.conf;", "")
        around = around.replace("access_log @PREFIX@/logs/access.log xcapd;", "access_log off;")
        service.nginx_template = around + site + "\n}\n"
        service.start()
        for tls in (False, True):
            alice = service.client("alice", tls=tls)
            target = "/xcap-root/test-app/users/sip:alice@example.com/installed"
            self.assertIn(alice("PUT", target, b"<a/>").status, (200, 201))
            self.assertEqual(alice("GET", target).body, b"<a/>")
        service.assert_logged("xcapd", "auid=test-app")


if __name__ == "__main__":
    unittest.main()
