"""GET, HEAD, PUT, DELETE and OPTIONS of documents (RFC 4825 7.1 to 7.4, 8)."""

import unittest

from harness import LIST, RL_NS, Service

ALICE = "/xcap-root/resource-lists/users/sip:alice@example.com/"
APP = "/xcap-root/test-app/users/sip:alice@example.com/"


def setUpModule():
    global service, alice
    service = Service()
    alice = service.client("alice")


def tearDownModule():
    service.stop()


class Documents(unittest.TestCase):
    def test_put_creates_with_201_then_replaces_with_200(self):
        """RFC 4825 8.2.3, 8.2.4, 8.2.7: no content in the answer, an ETag in both."""
        created = alice("PUT", ALICE + "one", LIST)
        self.assertEqual(created.status, 201)
        self.assertEqual(created.headers["location"], ALICE + "one")
        replaced = alice("PUT", ALICE + "one", LIST)
        self.assertEqual(replaced.status, 200)
        self.assertNotIn("location", replaced.headers)
        for answer in (created, replaced):
            self.assertEqual(answer.body, b"")
            self.assertEqual(answer.headers["content-length"], "0")
            self.assertRegex(answer.etag, '^"[0-9a-f]{32}"$')
        self.assertNotEqual(created.etag, replaced.etag)

    def test_bytes_come_back_as_they_went_in(self):
        """What is stored is what was PUT: no re-serialisation."""
        for body in (
                b'<?xml version="1.0" encoding="UTF-8"?>\r\n<!-- \xc3\xa9 -->\r\n'
                b"<a  b = 'c>' >\r\n<![CDATA[</a>]]>&amp;<?p q?></a >\n\n",
                "<a>\u20ac\U0001f600</a>".encode(), b"  <a/>  ", b"<a b='&#10;'/>"):
            body = body.strip() if body.startswith(b" ") else body
            self.assertIn(alice("PUT", APP + "bytes", body).status, (200, 201), body)
            self.assertEqual(alice("GET", APP + "bytes").body, body)

    def test_a_byte_order_mark_is_dropped(self):
        alice("PUT", APP + "bom", b"\xef\xbb\xbf<a/>")
        self.assertEqual(alice("GET", APP + "bom").body, b"<a/>")

    def test_get_has_type_etag_length_and_no_cache(self):
        put = alice("PUT", ALICE + "get", LIST)
        got = alice("GET", ALICE + "get")
        self.assertEqual(got.status, 200)
        self.assertEqual(got.headers["content-type"], "application/resource-lists+xml")
        self.assertEqual(got.etag, put.etag)
        self.assertEqual(got.headers["content-length"], str(len(LIST)))
        self.assertEqual(got.headers["cache-control"], "no-cache")

    def test_head_is_get_without_a_body(self):
        alice("PUT", ALICE + "head", LIST)
        get, head = alice("GET", ALICE + "head"), alice("HEAD", ALICE + "head")
        self.assertEqual(head.status, 200)
        self.assertEqual(head.body, b"")
        for answer in (get, head):
            del answer.headers["date"]
        self.assertEqual(head.headers, get.headers)
        self.assertEqual(alice("HEAD", ALICE + "none").status, 404)

    def test_delete_is_200_then_404(self):
        alice("PUT", ALICE + "delete", LIST)
        deleted = alice("DELETE", ALICE + "delete")
        self.assertEqual((deleted.status, deleted.body), (200, b""))
        self.assertIsNone(deleted.etag)
        for method in ("GET", "DELETE"):
            self.assertEqual(alice(method, ALICE + "delete").status, 404)

    def test_a_document_created_again_has_a_tag_it_never_had(self):
        first = alice("PUT", ALICE + "again", LIST)
        alice("DELETE", ALICE + "again")
        self.assertNotEqual(alice("PUT", ALICE + "again", LIST).etag, first.etag)

    def test_every_error_has_a_content_length_and_a_sentence(self):
        """Clients read an error's body only when its length is told (FACTS 0 a)."""
        for method, target, body in (
                ("GET", ALICE + "none", None), ("GET", "/xcap-root/", None), ("GET", "/x", None),
                ("POST", ALICE + "x", b""), ("PUT", ALICE + "x", b"<"), ("GET", ALICE + "%", None)):
            answer = alice(method, target, body)
            self.assertGreaterEqual(answer.status, 400)
            self.assertEqual(answer.headers["content-length"], str(len(answer.body)))
            self.assertGreater(len(answer.body), 20)

    def test_over_tls_it_is_the_same_document(self):
        alice("PUT", ALICE + "tls", LIST)
        answer = service.client("alice", tls=True)("GET", ALICE + "tls")
        self.assertEqual((answer.status, answer.body), (200, LIST))

    def test_an_empty_root_element_is_a_document(self):
        body = f'<resource-lists xmlns="{RL_NS}"/>'.encode()
        self.assertEqual(alice("PUT", ALICE + "empty", body).status, 201)


class Trees(unittest.TestCase):
    def test_global_documents_are_read_by_users_and_written_by_global_writers(self):
        """RFC 4825 5.7 and FACTS C14."""
        target = "/xcap-root/test-app/global/shared"
        self.assertEqual(alice("PUT", target, b"<a/>").status, 403)
        admin = service.client("admin")
        self.assertEqual(admin("PUT", target, b"<a/>").status, 201)
        self.assertEqual(alice("GET", target).body, b"<a/>")
        self.assertEqual(service.client(None)("GET", target).status, 401)
        self.assertEqual(alice("DELETE", target).status, 403)
        self.assertEqual(admin("DELETE", target).status, 200)

    def test_sub_directories_exist_where_the_application_has_them(self):
        self.assertEqual(alice("PUT", APP + "a/b/index", b"<a/>").status, 201)
        self.assertEqual(alice("GET", APP + "a/b/index").body, b"<a/>")
        self.assertEqual(alice("GET", APP + "a/b").status, 404)

    def test_a_missing_directory_is_no_parent_with_its_ancestor(self):
        """RFC 4825 8.2.1, 11.1."""
        answer = alice("PUT", ALICE + "sub/index", LIST)
        self.assertEqual(answer.status, 409)
        self.assertIn("<no-parent", answer.text)
        self.assertIn(f"<ancestor>{service.roots[0]}/resource-lists/users/"
                      "sip:alice@example.com/</ancestor>", answer.text)
        self.assertEqual(alice("GET", ALICE + "sub/index").status, 404)


class Methods(unittest.TestCase):
    def test_options_and_405_name_what_is_allowed(self):
        """RFC 4825 8.1, RFC 9110 15.5.6."""
        stored, computed = "GET, HEAD, PUT, DELETE, OPTIONS", "GET, HEAD, OPTIONS"
        self.assertEqual(alice("OPTIONS", ALICE + "index").headers["allow"], stored)
        caps = "/xcap-root/xcap-caps/global/index"
        self.assertEqual(alice("OPTIONS", caps).headers["allow"], computed)
        for method, target, allow in (("POST", ALICE + "index", stored), ("POST", "/xcap-root", stored),
                                      ("PATCH", ALICE + "index", stored), ("PUT", caps, computed),
                                      ("DELETE", caps, computed), ("POST", caps, computed),
                                      ("POST", ALICE + "index/~~/a/namespace::*", computed)):
            answer = alice(method, target, b"")
            self.assertEqual(answer.status, 405, (method, target))
            self.assertEqual(answer.headers["allow"], allow)

    def test_options_ignores_conditions(self):
        """RFC 9110 13.2.1."""
        self.assertEqual(alice("OPTIONS", ALICE + "index", if_match='"a').status, 200)

    def test_an_unknown_method_is_refused(self):
        self.assertIn(alice("XXX", ALICE + "index").status, (400, 405))
        self.assertEqual(alice("get", ALICE + "index").status, 400)

    def test_garbage_is_400(self):
        self.assertIn(b"400 Bad Request", alice.raw(b"\x16\x03\x01garbage\r\n\r\n"))


class Welcome(unittest.TestCase):
    def test_the_host_itself_says_what_it_is(self):
        answer = service.client(None)("GET", "/")
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers["content-type"], "application/json")
        self.assertIn('"message"', answer.text)
        self.assertEqual(service.client(None)("PUT", "/", b"x").status, 405)


if __name__ == "__main__":
    unittest.main()
