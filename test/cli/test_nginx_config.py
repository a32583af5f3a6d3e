"""`xcapd nginx-config`: what becomes of config.ini, and that nginx takes it."""

import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from harness.service import TREE, XCAPD

EXAMPLE = """[Server]
root = https://xcap.example.com/xcap-root, http://xcap.example.com/xcap-root
[Authentication]
trusted_peers = 192.0.2.7, 2001:db8::/32
[TLS]
certificate = /etc/ssl/certs/xcap.example.com.pem
private_key = /etc/ssl/private/xcap.example.com.key
"""


class NginxConfig(unittest.TestCase):
    def setUp(self):
        self.directory = Path(tempfile.mkdtemp(prefix="xcapd-test-"))
        self.addCleanup(shutil.rmtree, self.directory)
        (self.directory / "logs").mkdir()

    def run_with(self, text, *options):
        config = self.directory / "config.ini"
        config.write_text(text)
        return subprocess.run([XCAPD, "-c", config, *options, "nginx-config"], text=True,
                              capture_output=True, timeout=30)

    def site(self, roots, more=""):
        """RETURNS the site that nginx accepts, and what was said on standard error."""
        done = self.run_with(f"[Server]\nroot = {roots}\n{more}", "--share", TREE, "--logs",
                             self.directory / "logs")
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout, done.stderr

    def nginx_accepts(self, site):
        frame = self.directory / "nginx.conf"
        frame.write_text(f"pid {self.directory}/pid; error_log stderr; events {{}}\n"
                         f"http {{\n access_log off;\n{site}\n}}\n")
        done = subprocess.run(["nginx", "-t", "-q", "-c", frame, "-e", "stderr"], text=True,
                              capture_output=True, timeout=30)
        return done.returncode == 0, done.stderr

    def directives(self, site, name):
        return re.findall(rf"^ *{name} +(.*);$", site, re.M)

    def listens(self, roots, more=""):
        return self.directives(self.site(roots, more)[0], "listen")


class Listen(NginxConfig):
    def test_one_server_for_each_scheme_host_and_port(self):
        site, _ = self.site("http://A.test/x, http://a.test:80/y, http://b.test/x, "
                            "https://a.test/x, http://a.test:8080/x, HTTP://[2001:DB8::1]:81/x")
        self.assertEqual(list(zip(self.directives(site, "listen"),
                                  self.directives(site, "server_name"))),
                         [("80", "a.test"), ("80", "b.test"), ("443 ssl", "a.test"),
                          ("8080", "a.test"), ("81", "[2001:db8::1]")])

    def test_port_is_that_of_roots_of_the_first_scheme_that_name_none(self):
        """OpenXCAP had one port."""
        for roots, port, expected in (
                ("http://a/x", 8080, ["8080"]), ("https://a/x", 8443, ["8443 ssl"]),
                ("https://a/x", 80, ["443 ssl"]), ("http://a/x", 0, ["80"]),
                ("http://a:81/x, http://b/x", 8080, ["81", "8080"]),
                ("https://a/x, http://a/x", 8443, ["8443 ssl", "80"]),
                ("http://a/x, https://a/x", 8080, ["8080", "443 ssl"])):
            self.assertEqual(self.listens(roots, f"port = {port}\n"), expected, roots)

    def test_address_is_where_nginx_listens(self):
        for address, expected in (("0.0.0.0", ["80"]), ("::", ["80", "[::]:80"]),
                                  ("192.0.2.1", ["192.0.2.1:80"]),
                                  ("2001:db8::1", ["[2001:db8::1]:80"]),
                                  ("localhost", ["localhost:80"])):
            self.assertEqual(self.listens("http://a/x", f"address = {address}\n"), expected)

    def test_http_and_https_on_one_port_is_an_error(self):
        done = self.run_with("[Server]\nroot = http://a:8443/x, https://b:8443/x\n")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertEqual(done.stderr,
                         "xcapd: [Server] root: http and https cannot share port 8443\n")


class Values(NginxConfig):
    def test_tls_names_are_taken_and_relative_ones_lie_beside_config_ini(self):
        site, error = self.site("https://a/x", "[TLS]\ncertificate = tls/a;b.pem\n"
                                'private_key = /k e"y\\.pem\n')
        self.assertEqual(error, "")
        self.assertEqual(self.directives(site, "ssl_certificate"),
                         [f'"{self.directory}/tls/a;b.pem"'])
        self.assertEqual(self.directives(site, "ssl_certificate_key"), ['"/k e\\"y\\\\.pem"'])

    def test_https_without_a_certificate_is_a_commented_line_and_a_line_on_stderr(self):
        site, error = self.site("https://a.test/x, https://b.test/x", "[TLS]\nprivate_key = k\n")
        self.assertEqual(self.directives(site, "#ssl_certificate"),
                         ["/etc/ssl/certs/a.test.pem", "/etc/ssl/certs/b.test.pem"])
        self.assertEqual(error, "xcapd: [TLS] certificate is not set; set it, or the line in the "
                                "site that says so\n")
        self.assertEqual(self.site("http://a.test/x")[1], "")

    def test_upstream_is_process_listen(self):
        for listen in ("unix:/run/x/y.sock", "127.0.0.1:9000", "[::1]:9000"):
            site, _ = self.site("http://a/x", f"[Process]\nlisten = {listen}\n")
            self.assertEqual(self.directives(site, "server"), [f'"{listen}"'])

    def test_bounds_follow_limits(self):
        site, _ = self.site("http://a/x", "[Limits]\nmax_document_size = 67108864\n"
                            "max_uri_length = 16384\n[Process]\nrequest_timeout = 100\n")
        self.assertEqual(self.directives(site, "client_max_body_size"), ["128m"])
        self.assertEqual(self.directives(site, "large_client_header_buffers"), ["4 33k"])
        self.assertEqual(self.directives(site, "fastcgi_read_timeout"), ["115s"])

    def test_trusted_peers_are_not_limited_and_names_among_them_are_told(self):
        site, error = self.site("http://a/x", "[Authentication]\n"
                                "trusted_peers = 10.0.0.0/8, 2001:db8::7, pres.test\n")
        block = re.search(r"geo \$xcapd_is_limited \{(.*?)\}", site, re.S)[1].split("\n")
        self.assertIn("    10.0.0.0/8 0;", block)
        self.assertIn("    2001:db8::7 0;", block)
        self.assertIn("    default 1;", block)
        self.assertEqual(error.count("\n"), 1)
        self.assertIn("trusted_peers: pres.test is a name", error)

    def test_no_value_can_add_a_directive(self):
        evil = ["x;autoindex", 'x";autoindex', "x{", "x}", "x$host", "x'y", "~.*", ".x", "*.x",
                "user@x", "[::1;]", "x:0", "x:99999", "x:8y", "x\n y;autoindex"]
        for host in evil:
            done = self.run_with(f"[Server]\nroot = http://{host}/r\n")
            self.assertEqual((done.returncode, done.stdout), (1, ""), host)
            self.assertIn("[Server] root", done.stderr)
        for line in ("[Server]\naddress = 1.2.3.4; autoindex on", "[Server]\naddress = x\n y",
                     "[TLS]\ncertificate = /a$b", "[TLS]\nprivate_key = /a\x01b",
                     "[Process]\nlisten = unix:/a$b"):
            done = self.run_with(f"[Server]\nroot = https://a/r\n[TLS]\n{line}\n")
            self.assertEqual((done.returncode, done.stdout), (1, ""), line)
        for line in ("[TLS]\ncertificate = /a; autoindex on;", '[TLS]\ncertificate = /a"; x on; "',
                     "[TLS]\ncertificate = /a\\\\", '[Process]\nlisten = unix:/a"; y; "',
                     "[Process]\nlisten = unix:/a;}", "[TLS]\nprivate_key = /a\n ;autoindex on", "[Authentication]\ntrusted_peers = 1.2.3.4 0;x",
                     "[Authentication]\ntrusted_peers = 10.0.0.0/8;x, 1.2.3.4/33, ::1/x"):
            site, _ = self.site("https://a/r", line + "\n")
            bare = re.sub(r'"(\\.|[^"\\])*"', '""', re.sub(r"^\s*#.*", "", site, flags=re.M))
            self.assertNotRegex(bare, "autoindex|[xy] on|; y|10.0.0.0|1.2.3.4|/x", line)
            self.assertEqual(bare.count("{"), bare.count("}"), line)

    def test_options_belong_to_this_command(self):
        config = self.directory / "config.ini"
        config.write_text(EXAMPLE)
        done = subprocess.run([XCAPD, "-c", config, "--share", "/x", "check"], text=True,
                              capture_output=True)
        self.assertEqual((done.returncode, done.stderr),
                         (1, "xcapd: --share, --logs and --www belong to nginx-config\n"))

    def test_the_pages_lie_in_share_unless_told(self):
        text = "[Server]\nroot = http://a/r\n"
        for options, root in (((), "/usr/local/share/xcapd/www"), (("--share", "/s"), "/s/www"),
                              (("--share", "/s", "--www", "/w;x"), "/w;x")):
            site = self.run_with(text, *options).stdout
            self.assertEqual(self.directives(site, "root"), [f'"{root}"'])
        done = self.run_with(text, "--www", "/a$b")
        self.assertEqual((done.returncode, done.stdout), (1, ""))

    def test_without_the_api_there_are_no_pages(self):
        site, _ = self.site("http://a/r", "[API]\nenabled = No\n")
        self.assertEqual(self.directives(site, "root"), [])
        self.assertNotIn("xcapd_pages", site)

    def test_what_it_replaces_is_told_at_start_and_not_here(self):
        config = EXAMPLE + "[Server]\naddress = ::\nport = 8080\n"
        self.assertEqual(self.run_with(config).stderr, "")
        told = subprocess.run([XCAPD, "-c", self.directory / "config.ini", "print-config"],
                              text=True, capture_output=True).stderr
        for key, directive in (("[Server] address", "listen directive"),
                               ("[Server] port", "listen directive"),
                               ("[TLS] certificate", "ssl_certificate"),
                               ("[TLS] private_key", "ssl_certificate_key")):
            self.assertEqual(told.count(f"{key} has no effect; it is replaced by nginx's "
                                        f"{directive}, which xcapd nginx-config writes\n"), 1, key)


class Accepted(NginxConfig):
    def test_nginx_takes_every_kind_of_site(self):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                        "-subj", "/CN=a", "-keyout", self.directory / "k e;y.pem",
                        "-out", self.directory / 'c"\\.pem'], check=True, capture_output=True)
        tls = '[TLS]\ncertificate = c"\\.pem\nprivate_key = k e;y.pem\n'
        for roots, more in (
                ("http://a.test:28080/x", ""),
                ("http://[2001:db8::1]:28080/x, http://a.test:28080/x", ""),
                ("https://a.test:28443/x, https://b.test:28443/x, http://a.test:28080/x", tls),
                ("http://a.test:28080/x", "address = ::\n"),
                ("http://a.test:28080/x", "address = ::1\n[Process]\nlisten = [::1]:9000\n"),
                ("http://a.test:28080/x", "[Authentication]\ntrusted_peers = any\n"
                 "[Process]\nlisten = unix:/a b;c\"d.sock\n"),
                ("http://a.test:28080/x", "[Authentication]\ntrusted_peers = 10.1.2.3/8, ::/0\n")):
            ok, said = self.nginx_accepts(self.site(roots, more)[0])
            self.assertTrue(ok, said)
        ok, said = self.nginx_accepts(self.site("https://a.test:28443/x")[0])
        self.assertFalse(ok)
        self.assertIn('no "ssl_certificate" is defined', said)

    def test_every_shipped_file_is_included_or_named(self):
        text = self.site("https://a/x")[0]
        for file in (TREE / "nginx").glob("xcapd_*.conf"):
            self.assertIn(file.name, text)

    def test_the_example_is_what_is_printed(self):
        site = self.run_with(EXAMPLE).stdout.replace(str(self.directory), "/etc/xcapd")
        self.assertEqual(site, (TREE / "nginx/xcapd.conf.example").read_text())


if __name__ == "__main__":
    unittest.main()
