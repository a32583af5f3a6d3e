"""If-Match and If-None-Match in all their forms (RFC 9110 13, RFC 4825 7.11 and 8.5)."""

import unittest

from harness import LIST, Service

ALICE = "/xcap-root/resource-lists/users/sip:alice@example.com/"


def setUpModule():
    global service, alice
    service = Service()
    alice = service.client("alice")


def tearDownModule():
    service.stop()


class Conditions(unittest.TestCase):
    def setUp(self):
        self.target = ALICE + self.id().rsplit(".", 1)[1][:60]
        self.etag = alice("PUT", self.target, LIST).etag
        self.bare = self.etag.strip('"')

    def status(self, method, **headers):
        return alice(method, self.target, LIST if method == "PUT" else None, **headers).status

    def test_a_matching_if_match_lets_every_method_pass(self):
        for form in ("*", self.etag, f'"x", {self.etag}', f'"x",{self.etag},"y"', self.bare,
                     f"x,{self.bare}"):
            self.assertEqual(self.status("GET", if_match=form), 200, form)
        self.assertEqual(self.status("PUT", if_match=self.etag), 200)
        self.assertEqual(self.status("DELETE", if_match="*"), 200)

    def test_an_if_match_that_does_not_match_is_412(self):
        for form in ('"x"', "x", "W/" + self.etag, self.etag.upper(), '"x", "y"', '""',
                     f'"{self.bare}x"'):
            for method in ("GET", "HEAD", "PUT", "DELETE"):
                self.assertEqual(self.status(method, if_match=form), 412, (method, form))
        self.assertEqual(alice("GET", self.target).etag, self.etag)

    def test_a_matching_if_none_match_is_304_on_reads_and_412_on_writes(self):
        for form in ("*", self.etag, "W/" + self.etag, f'"x", {self.etag}', self.bare):
            answer = alice("GET", self.target, if_none_match=form)
            self.assertEqual((answer.status, answer.body, answer.etag), (304, b"", self.etag), form)
            self.assertEqual(self.status("HEAD", if_none_match=form), 304)
            for method in ("PUT", "DELETE"):
                self.assertEqual(self.status(method, if_none_match=form), 412, (method, form))

    def test_an_if_none_match_that_does_not_match_passes(self):
        for form in ('"x"', "x", '"x", W/"y"'):
            self.assertEqual(self.status("GET", if_none_match=form), 200, form)
        self.assertEqual(self.status("PUT", if_none_match='"x"'), 200)

    def test_if_match_is_judged_first(self):
        """RFC 9110 13.2.2."""
        self.assertEqual(self.status("GET", if_match='"x"', if_none_match=self.etag), 412)
        self.assertEqual(self.status("GET", if_match=self.etag, if_none_match=self.etag), 304)

    def test_a_header_that_is_no_list_of_tags_is_400(self):
        for form in ('"x', '"x" "y"', '*, "x"'):
            for name in ("if_match", "if_none_match"):
                self.assertEqual(self.status("PUT", **{name: form}), 400, (name, form))

    def test_a_star_in_quotes_is_a_tag_and_an_empty_list_holds_none(self):
        """RFC 9110 8.8.3, 5.6.1."""
        for form in ('"*"', ","):
            self.assertEqual(self.status("GET", if_none_match=form), 200, form)
            self.assertEqual(self.status("GET", if_match=form), 412, form)
            self.assertEqual(self.status("PUT", if_match=form), 412, form)

    def test_a_header_that_comes_twice_is_one_list_or_refused_never_half_read(self):
        """RFC 9110 5.3; nginx before 1.23 refuses it."""
        self.assertIn(self.status("GET", if_match=['"x"', self.etag]), (200, 400))
        self.assertIn(self.status("PUT", if_match=['"x"', '"y"']), (412, 400))
        self.assertIn(self.status("PUT", if_none_match=['"x"', self.etag]), (412, 400))

    def test_a_missing_document(self):
        """RFC 9110 13.2.1: GET and DELETE are answered as without the condition."""
        alice("DELETE", self.target)
        for form in ("*", self.etag):
            self.assertEqual(self.status("PUT", if_match=form), 412)
            self.assertEqual(self.status("GET", if_match=form), 404)
            self.assertEqual(self.status("DELETE", if_match=form), 404)
        self.assertEqual(self.status("GET", if_none_match="*"), 404)
        self.assertEqual(self.status("PUT", if_none_match="*"), 201)
        self.assertEqual(self.status("PUT", if_none_match="*"), 412)

    def test_an_identical_put_gets_a_new_tag_and_its_conditions_are_judged(self):
        """FACTS C1."""
        second = alice("PUT", self.target, LIST, if_match=self.etag)
        self.assertEqual(second.status, 200)
        self.assertNotEqual(second.etag, self.etag)
        self.assertEqual(self.status("PUT", if_match=self.etag), 412)
        self.assertEqual(alice("GET", self.target).etag, second.etag)

    def test_dates_are_no_conditions_without_last_modified(self):
        old = "Thu, 01 Jan 1970 00:00:00 GMT"
        self.assertEqual(self.status("GET", if_modified_since=old), 200)
        self.assertEqual(self.status("PUT", if_unmodified_since=old), 200)


class NewTags(unittest.TestCase):
    def test_the_same_bytes_again_get_a_new_etag(self):
        """Documents, elements and attributes (FACTS C1)."""
        target = ALICE + "again"
        alice("PUT", target, LIST)
        node = target + "/~~/resource-lists/list[1]"
        element = alice("GET", node).body
        for path, body, kind in ((target, LIST, "application/resource-lists+xml"),
                                 (node, element, "application/xcap-el+xml"),
                                 (node + "/@name", b"same", "application/xcap-att+xml"),
                                 (node + "/@name", b"same", "application/xcap-att+xml")):
            before = alice("GET", target).etag
            answer = alice("PUT", path, body, content_type=kind)
            self.assertIn(answer.status, (200, 201), path)
            self.assertNotEqual(answer.etag, before, path)
            self.assertEqual(alice("PUT", path, body, content_type=kind, if_match=before).status,
                             412, path)


class OrderOfAnswers(unittest.TestCase):
    """ARCHITECTURE's one list: each request here is wrong in two ways."""

    def test_the_earlier_fault_answers(self):
        bob = "/xcap-root/resource-lists/users/sip:bob@example.com/index"
        unknown = "/xcap-root/no-such-app/users/sip:bob@example.com/index"
        nobody, target = service.client(None), ALICE + "order"
        alice("PUT", target, LIST)
        rows = (
            (400, nobody, "GET", ALICE + "%", {}),                    # before 401
            (400, nobody, "GET", target, {"if_match": '"'}),          # before 401
            (401, nobody, "GET", unknown, {}),                        # before 404 of the AUID
            (404, alice, "PUT", unknown, {}),                         # before 403
            (403, alice, "GET", bob, {}),                             # before 404 of the document
            (403, alice, "PUT", bob, {"content_type": "text/plain"}),  # before 415
            (405, service.client("admin"), "PUT", "/xcap-root/xcap-caps/global/none", {}),
            (415, alice, "PUT", ALICE + "sub/x", {"content_type": "text/plain"}),
            (409, alice, "PUT", ALICE + "sub/x", {"if_match": '"x"'}),  # no-parent before 412
            (415, alice, "PUT", target, {"content_type": "text/plain", "if_match": '"x"'}),
        )
        for status, client, method, path, headers in rows:
            answer = client(method, path, LIST if method == "PUT" else None, **headers)
            self.assertEqual(answer.status, status, (method, path, headers))
        self.assertEqual(alice("PUT", target, b"<broken", if_match='"x"').status, 412)


if __name__ == "__main__":
    unittest.main()
