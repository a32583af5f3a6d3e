"""Heads as large as they can be, of requests and answers: nginx hands them on, or says what is wrong
with them, and never fails itself."""

import shutil
import unittest
from pathlib import Path
from urllib.parse import quote

from harness import Service

CAPS = "/xcap-root/xcap-caps/global/index"
APP = "/xcap-root/test-app/users/sip:alice@example.com/app"
EMPTY = b"<a xmlns='test-app'/>"
PEER = "127.0.0.2"


def service_with(test, max_uri_length=None):
    limits = {"max_uri_length": max_uri_length} if max_uri_length else {}
    service = Service({"Authentication": {"trusted_peers": PEER}, "Limits": limits}, start=False)
    test.addCleanup(service.stop)
    service.write_site()
    return service


class Longest(unittest.TestCase):
    """PUT and GET of an element by a URI of max_uri_length bytes that the answer's Location repeats
    with three times as many, and a digest with twice as many."""

    def longest(self, service, length):
        node = APP + "/~~/a/b[@x='{}']"
        quotes = '"' * (length - len(node.format("")))
        target = node.format(quotes)
        self.assertEqual(len(target), length)
        element = f"<b xmlns='test-app' x='{quotes}'/>".encode()
        location = APP + "/~~/" + quote(f"a/b[@x='{quotes}']", safe="/@='")
        return target, element, location

    def exchange(self, client, target, element, location):
        self.assertIn(client("PUT", APP, EMPTY).status, (200, 201))
        put = client("PUT", target, element, content_type="application/xcap-el+xml")
        self.assertEqual((put.status, put.headers.get("location")), (201, location), put.text)
        got = client("GET", target)
        self.assertEqual((got.status, got.body), (200, element))

    def test_the_longest_uri_is_served_by_default_and_at_the_greatest_max_uri_length(self):
        for length in (8000, 16384):
            service = service_with(self, length if length > 8000 else None)
            service.start()
            parts = self.longest(service, length)
            self.exchange(service.client(None, source=PEER), *parts)
            alice = service.client("alice")
            self.exchange(alice, *parts)
            target, element, location = parts

            def escaping(method, uri, **changed):
                plain = type(alice).authorization(alice, method, uri, **changed)
                return plain.replace(uri, uri.replace('"', '\\"'))
            self.assertEqual(alice("PUT", APP, EMPTY).status, 200)
            for method, body, status in (("PUT", element, 201), ("GET", None, 200)):
                answer = alice(method, target, body, Authorization=escaping(method, target),
                               content_type="application/xcap-el+xml", user_agent="x" * 1500)
                self.assertEqual(answer.status, status, (length, method, answer.text))
            self.assertEqual(alice("GET", target + "x").status, 414)
            self.assertNotIn("[alert]", service.nginx_log("error"))

    def test_no_realm_is_too_long_for_the_challenges_of_all_algorithms(self):
        service = service_with(self)
        service.write_config({"Authentication": {
            "digest_algorithms": "MD5, SHA-256, SHA-512-256"}})
        service.start()
        for domain, status in (('"' * 64, 401), ('"' * 7900, 414)):
            answer = service.client(None)("GET", f"/xcap-root@{domain}/resource-lists/global/index")
            self.assertEqual((answer.status, len(answer.challenges)), (status, 3 * (status == 401)))
        user = f"{'a' * 30}@{'e' * 7000}.com"
        self.assertEqual(service.client(None)("GET", f"/api/v1/users/{user}/addressbook").status, 422)


class TooLarge(unittest.TestCase):
    def ask(self, service, fields, target=CAPS):
        answer = service.client(None).raw(
            f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n".encode() + fields + b"\r\n")
        return int(answer.split()[1])

    def test_a_head_that_fits_in_no_fastcgi_record_is_400_and_no_failure(self):
        for length in (None, 16384):
            service = service_with(self, length)
            if b"max_headers" in Path(shutil.which("nginx")).read_bytes():
                # Newer nginx refuses more than 1000 headers, older ones do not.
                (service.directory / "nginx").mkdir()
                (service.directory / "nginx/many.conf").write_text("max_headers 100000;")
            service.start()
            buffer = 33 * 1024 if length else 17 * 1024
            large = b"a" * (buffer - 100)
            statuses = {}
            for name, fields in (
                    ("large", b"".join(b"x%d: %s\r\n" % (i, large) for i in range(4))),
                    ("16k", b"".join(b"xxxxxxxxxx%d: %s\r\n" % (i, b"a" * 16330) for i in range(4))),
                    ("type", b"content-type: " + large + b"\r\nx: " + large + b"\r\n"),
                    ("digest", b"authorization: Digest " + large + b"\r\nx: " + large + b"\r\n"),
                    *((f"empty {n}", b"a:\n" * n) for n in range(6500, 8300, 100)),
                    *((f"short {n}", b"a:b\r\n" * n) for n in range(1000, 13000, 500)),
                    *((f"with digest {n} {size}", b"authorization: " + b"a" * size + b"\n" + b"a:\n" * n)
                      for size in (8900, 16000, 24900, 32000) if size < buffer
                      for n in range(100, 12000, 300))):
                statuses[name] = self.ask(service, fields)
            self.assertLessEqual(set(statuses.values()), {200, 400}, statuses)
            for name, status in (("16k", 400), ("large", 400), ("empty 6500", 200), ("empty 8200", 400),
                                 ("short 4500", 200), ("with digest 4600 16000", 200)):
                self.assertEqual(statuses[name], status, name)
            self.assertEqual(self.ask(service, b"", "/docs/" + "x" * 5000), 404)
            self.assertEqual(self.ask(service, b"", "/" + "x" * 100_000), 414)
            self.assertEqual(self.ask(service, b"x: " + large + b"\n", "/" + "x" * (buffer - 100)), 400)
            self.assertNotIn("[alert]", service.nginx_log("error"))
            self.assertNotIn("[alert]", (service.directory / "logs/error.log").read_text())


if __name__ == "__main__":
    unittest.main()
