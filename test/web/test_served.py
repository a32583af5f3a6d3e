"""How nginx serves the pages, and that all else still comes from xcapd."""

import shutil
import unittest

from harness import Service
from harness.service import TREE


def setUpModule():
    global service, anyone
    service = Service(start=False)
    www = service.directory / "www"
    (www / "docs").mkdir(parents=True)
    for name in ("index.html", "docs.html", "redoc.html"):
        shutil.copy(TREE / "nginx/www" / name, www)
    for name in ("try.js", "xcapd.css", "icon.svg"):
        shutil.copy(TREE / "nginx/www" / name, www / "docs")
    service.roots += [f"http://127.0.0.1:{service.port}/docs", f"http://127.0.0.1:{service.port}/"]
    service.write_config({})
    service.write_site(www=www)
    service.start()
    anyone = service.client(None)


def tearDownModule():
    service.stop()


class Pages(unittest.TestCase):
    def test_types(self):
        for path, kind in (("/", "text/html"), ("/docs", "text/html"), ("/redoc", "text/html"),
                           ("/docs/try.js", "text/javascript"), ("/docs/xcapd.css", "text/css")):
            answer = anyone("GET", path)
            self.assertEqual((answer.status, answer.headers["content-type"]),
                             (200, kind + "; charset=utf-8"), path)
        self.assertEqual(anyone("GET", "/docs/icon.svg").headers["content-type"], "image/svg+xml")

    def test_the_policy_allows_this_host_and_no_inline_script(self):
        for path in ("/", "/docs", "/redoc", "/docs/try.js"):
            headers = anyone("GET", path).headers
            policy = dict(part.strip().split(" ", 1)
                          for part in headers["content-security-policy"].split(";"))
            self.assertEqual(policy.pop("img-src"), "'self' data:")
            for name in ("script-src", "connect-src"):
                self.assertEqual(policy.pop(name), "'self'", path)
            style = policy.pop("style-src")
            self.assertNotIn("unsafe", style)
            if path != "/redoc":
                self.assertEqual(style, "'self'", path)
            self.assertEqual(policy, {name: "'none'" for name in (
                "default-src", "frame-ancestors", "base-uri", "form-action")}, path)
            self.assertEqual(headers["x-content-type-options"], "nosniff")
            self.assertEqual(headers["referrer-policy"], "no-referrer")

    def test_a_kept_page_is_asked_for_again(self):
        for path in ("/", "/redoc", "/docs/try.js"):
            answer = anyone("GET", path)
            self.assertEqual(answer.headers["cache-control"], "no-cache")
            again = anyone("GET", path, If_None_Match=answer.etag)
            self.assertEqual(again.status, 304, path)

    def test_they_can_only_be_read(self):
        for method in ("PUT", "POST", "DELETE"):
            self.assertEqual(anyone(method, "/docs", b"x").status, 405, method)

    def test_only_files_of_the_pages_are_served(self):
        (service.directory / "www/secret.txt").write_text("no page")
        for path in ("/secret.txt", "/docs/../secret.txt", "/docs/%2e%2e/secret.txt", "/docs/",
                     "/docs/..%2fsecret.txt", "/index.html/", "/docs/nothing.js"):
            answer = anyone("GET", path)
            self.assertNotEqual(answer.status, 200, path)
            self.assertNotIn("no page", answer.text)


class TheRest(unittest.TestCase):
    def test_a_root_of_the_pages_name_is_served(self):
        for root in ("/docs", ""):
            answer = anyone("GET", root + "/xcap-caps/global/index")
            self.assertEqual((answer.status, answer.headers["content-type"]),
                             (200, "application/xcap-caps+xml"), root)

    def test_without_the_pages_xcapd_welcomes(self):
        bare = Service()
        self.addCleanup(bare.stop)
        self.assertIn("Welcome", bare.client(None)("GET", "/").text)
        self.assertEqual(bare.client(None)("GET", "/docs").status, 404)

    def test_every_method_reaches_xcapd(self):
        """The JSON API has POST and PATCH."""
        for method in ("GET", "PUT", "POST", "PATCH", "DELETE"):
            for path in ("/api/v1/none", "/openapi.json/none"):
                target = f"{path}?{method}"
                anyone(method, target, b"{}" if method != "GET" else None)
                service.assert_logged("access", f'"{method} {target} HTTP/1.1"')
        for line in service.nginx_log("access").splitlines():
            if "/none?" in line:
                self.assertNotIn("outcome=- ", line)  # nginx's own answer has none


if __name__ == "__main__":
    unittest.main()
