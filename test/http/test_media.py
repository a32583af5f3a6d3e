"""Media types and content codings of a PUT (RFC 4825 8.2.1, 8.2.2; FACTS C3)."""

import unittest

from harness import LIST, Service

INDEX = "/xcap-root/resource-lists/users/sip:alice@example.com/index"


def setUpModule():
    global service, alice
    service = Service()
    alice = service.client("alice")


def tearDownModule():
    service.stop()


class Media(unittest.TestCase):
    def put(self, **headers):
        return alice("PUT", INDEX, LIST, **headers)

    def test_the_application_s_own_type_and_what_clients_really_send(self):
        self.assertIn(self.put().status, (200, 201))  # no Content-Type at all
        for media in ("application/resource-lists+xml", "Application/Resource-Lists+XML",
                      "application/resource-lists+xml; charset=utf-8",
                      "application/resource-lists+xml;charset=\"utf-8\"", "", "application/xml",
                      "text/xml", "application/x-www-form-urlencoded"):
            self.assertEqual(self.put(content_type=media).status, 200, media)

    def test_any_other_type_is_415(self):
        for media in ("text/plain", "application/json", "application/xcap-el+xml",
                      "application/xcap-att+xml", "application/xcap-ns+xml",
                      "application/rls-services+xml", "multipart/form-data; boundary=x", "x"):
            answer = self.put(content_type=media)
            self.assertEqual(answer.status, 415, media)
            self.assertIn("application/resource-lists+xml", answer.text)

    def test_a_content_coding_is_415_but_a_charset_is_tolerated(self):
        """Jitsi sends Content-Encoding: UTF-8."""
        for coding in ("UTF-8", "identity", ""):
            self.assertIn(self.put(content_encoding=coding).status, (200, 201), coding)
        for coding in ("gzip", "deflate", "br", "gzip, UTF-8"):
            answer = self.put(content_encoding=coding)
            self.assertEqual(answer.status, 415, coding)
            self.assertEqual(answer.headers["accept-encoding"], "identity")

    def test_a_byte_range_is_400(self):
        """RFC 9110 14.5."""
        self.assertEqual(self.put(content_range="bytes 0-9/20").status, 400)

    def test_answers_are_never_compressed(self):
        """gzip would make the ETag weak, and If-Match could never hold."""
        self.put()
        answer = alice("GET", INDEX, accept_encoding="gzip, deflate")
        self.assertNotIn("content-encoding", answer.headers)
        self.assertTrue(answer.etag.startswith('"'))

    def test_what_is_answered_is_no_page_to_a_browser(self):
        """A stored document may hold scripts; test/web has a browser try one."""
        self.put()
        for target in (INDEX, INDEX + "/~~/*", INDEX + "/~~/nothing", "/xcap-root/nothing",
                       "/api/v1/users/alice@example.com/addressbook", "/openapi.json"):
            headers = alice("GET", target).headers
            self.assertEqual((headers["x-content-type-options"], headers["content-security-policy"]),
                             ("nosniff", "default-src 'none'; sandbox"), target)

    def test_a_chunked_body_is_a_body(self):
        self.put()
        put = alice.authorization("PUT", INDEX)
        chunked = (f"PUT {INDEX} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                   f"Authorization: {put}\r\nTransfer-Encoding: chunked\r\n\r\n").encode()
        chunked += b"%x\r\n%s\r\n0\r\n\r\n" % (len(LIST), LIST)
        self.assertIn(b" 200 ", alice.raw(chunked).split(b"\r\n")[0])
        self.assertEqual(alice("GET", INDEX).body, LIST)


if __name__ == "__main__":
    unittest.main()
