"""What is too large or hostile is refused at once, and the worker lives on."""

import time
import unittest

from harness import LIST, Service, list_of

INDEX = "/xcap-root/resource-lists/users/sip:alice@example.com/index"
APP = "/xcap-root/test-app/users/sip:alice@example.com/app"


def setUpModule():
    global service, alice, default, default_alice
    service = Service({"Limits": {"max_document_size": "20000", "max_depth": "10",
                                  "max_elements": "100", "max_attributes": "5"}})
    alice = service.client("alice")
    default = Service({"Process": {"workers": "1"}})
    default_alice = default.client("alice")


def tearDownModule():
    service.stop()
    default.stop()


class Size(unittest.TestCase):
    def test_a_document_may_have_max_document_size_bytes_and_no_more(self):
        exact = b"<a>" + b"x" * (20000 - 7) + b"</a>"
        self.assertIn(alice("PUT", APP, exact).status, (200, 201))
        answer = alice("PUT", APP, exact + b"\n")
        self.assertEqual(answer.status, 413)
        self.assertIn("20000", answer.text)
        self.assertEqual(alice("GET", APP).body, exact)

    def test_much_more_is_413_and_not_a_broken_pipe(self):
        """nginx passes up to 4 MiB on; the worker answers without keeping them."""
        self.assertEqual(alice("PUT", APP, b"x" * 3_900_000).status, 413)
        self.assertEqual(alice("PUT", APP, b"x" * 5_000_000).status, 413)  # nginx's own bound
        self.assertNotIn(" 502 ", service.nginx_log("access"))


class Structure(unittest.TestCase):
    def constraint(self, body, phrase):
        answer = alice("PUT", APP, body)
        self.assertEqual(answer.status, 409)
        self.assertIn("<constraint-failure", answer.text)
        self.assertIn(phrase, answer.text)

    def test_depth(self):
        self.assertIn(alice("PUT", APP, b"<a>" * 10 + b"</a>" * 10).status, (200, 201))
        self.constraint(b"<a>" * 11 + b"</a>" * 11, "deeper than 10")

    def test_elements(self):
        self.assertIn(alice("PUT", APP, b"<a>" + b"<b/>" * 99 + b"</a>").status, (200, 201))
        self.constraint(b"<a>" + b"<b/>" * 100 + b"</a>", "more than 100 elements")

    def test_attributes(self):
        names = " ".join(f'a{i}=""' for i in range(6))
        self.constraint(f"<a {names}/>".encode(), "more than 5 attributes")
        spaces = " ".join(f'xmlns:a{i}="u"' for i in range(6))
        self.constraint(f"<a {spaces}/>".encode(), "more than 5 attributes")


class Hostile(unittest.TestCase):
    """With the default limits and one worker: a crash or a stall would show at once."""

    def test_hostile_documents_are_refused_within_a_moment(self):
        entities = b"".join(b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10) for i in range(1, 10))
        bodies = {
            "billion laughs": b'<!DOCTYPE a [<!ENTITY l0 "x">' + entities + b"]><a>&l9;</a>",
            "external entity": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
            "depth": b"<a>" * 500_000,
            "attributes": b"<a " + b" ".join(b'a%d=""' % i for i in range(150_000)) + b"/>",
            "no tags": b"<" * 2_000_000,
            "one long name": b"<" + b"a" * 1_900_000 + b"/>",
            "open comment": b"<!--" * 400_000,
            "open CDATA": b"<a><![CDATA[" + b"]]" * 900_000,
            "duplicates": list_of('<entry uri="a"/>' * 90_000),
            "references": b"<a>" + b"&#65;" * 300_000 + b"&" + b"</a>",
        }
        for name, body in bodies.items():
            with self.subTest(name):
                start = time.monotonic()
                answer = default_alice("PUT", INDEX, body)
                self.assertEqual(answer.status, 409, name)
                self.assertLess(time.monotonic() - start, 10, name)  # not a speed test: a stall
        pids = default.workers()
        self.assertIn(default_alice("PUT", INDEX, LIST).status, (200, 201))
        self.assertEqual(default.workers(), pids)
        self.assertNotIn("worker-died", default.xcapd_log())

    def test_a_large_good_document_is_stored(self):
        body = list_of("".join(f'<entry uri="sip:{i}@example.com"/>' for i in range(40_000)))
        self.assertIn(default_alice("PUT", INDEX, body).status, (200, 201))
        self.assertEqual(default_alice("GET", INDEX).body, body)

    def test_a_body_shorter_than_announced_stores_nothing(self):
        default_alice("GET", APP)  # for a challenge
        header = default_alice.authorization("PUT", APP)
        default_alice.raw((f"PUT {APP} HTTP/1.1\r\nHost: x\r\nAuthorization: {header}\r\n"
                           "Content-Length: 100\r\n\r\n<a/>").encode(), half_close=True)
        self.assertEqual(default_alice("GET", APP).status, 404)


if __name__ == "__main__":
    unittest.main()
